/**
 * Events over time in bands of severity. Dragging or marking by keys zooms; zooming filters nothing.
 *
 * Bars stand on a square-root scale where one bucket dwarfs the rest: a single event stays visible beside a burst.
 */
import { useMemo } from 'react';
import { text } from '../../../i18n/text.ts';
import { countText } from '../../../format/number-text.ts';
import { usInZone } from '../../../format/time-text.ts';
import { useDisplayZone } from '../../../stores/case-settings.store.ts';
import type { TimeSpan } from '../../../stores/workspace.store.ts';
import styles from './histogram.module.css';
import type { LaneCounts } from './lane-counts.ts';
import { TimeScale } from './time-axis.ts';
import { useBrush } from './use-brush.ts';
import { useWidth } from './use-width.ts';

const HEIGHT_PX = 88;
const AXIS_PX = 18;
const MIN_BAR_PX = 1.5;

const words = text.workspace.histogram;

/** From the ground up: what matters most stands at the bottom, where it can't be overlooked. */
export const BANDS = ['critical', 'high', 'medium', 'low'] as const;

interface HistogramProps {
  lanes: LaneCounts;
  span: TimeSpan;
  /** A stretch to show as marked by the scope; null: none. */
  onZoom: (span: TimeSpan) => void;
}

export function Histogram({ lanes, span, onZoom }: HistogramProps) {
  const zone = useDisplayZone();
  const { ref, widthPx } = useWidth<HTMLDivElement>();
  const scale = useMemo(() => new TimeScale(span, widthPx), [span, widthPx]);
  const { marked, cursorUs, handlers } = useBrush(scale, lanes.bucketUs, onZoom);
  const buckets = useMemo(() => stacks(lanes), [lanes]);
  const peak = buckets.reduce((most, { total }) => Math.max(most, total), 1);
  const heightOf = (count: number): number => (Math.sqrt(count) / Math.sqrt(peak)) * (HEIGHT_PX - 6);
  const at =
    cursorUs === null
      ? undefined
      : buckets.find(({ fromUs }) => cursorUs >= fromUs && cursorUs < fromUs + lanes.bucketUs);

  return (
    <div
      ref={ref}
      className={styles.histogram}
      role="slider"
      tabIndex={0}
      aria-label={words.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={cursorUs === null ? 0 : Math.round((scale.x(cursorUs) / scale.widthPx) * 100)}
      aria-valuetext={cursorUs === null ? words.noCursor : words.at(usInZone(cursorUs, zone), at?.total ?? 0)}
      aria-describedby="histogram-keys"
      {...handlers}
    >
      <span id="histogram-keys" className="sr-only">
        {words.keys}
      </span>
      <svg width={widthPx} height={HEIGHT_PX + AXIS_PX} aria-hidden="true">
        {scale.ticks(undefined, zone).map(({ atUs, label }) => (
          <g key={atUs} transform={`translate(${scale.x(atUs)} 0)`}>
            <line className={styles.tick} y1={0} y2={HEIGHT_PX} />
            <text className={styles.label} x={3} y={HEIGHT_PX + 13}>
              {label}
            </text>
          </g>
        ))}
        {buckets.map(({ fromUs, total, parts }) => {
          const x = scale.x(fromUs);
          const width = Math.max(1, scale.x(fromUs + lanes.bucketUs) - x - 1);
          const height = Math.max(MIN_BAR_PX, heightOf(total));
          let ground = HEIGHT_PX;
          return (
            <g key={fromUs}>
              <title>{words.bucket(usInZone(fromUs, zone), countText(total))}</title>
              <rect className={styles.hit} x={x} y={0} width={width + 1} height={HEIGHT_PX} />
              {parts.map(({ band, count }) => {
                const part = (count / total) * height;
                ground -= part;
                return <rect key={band} className={styles[band]} x={x} y={ground} width={width} height={part} />;
              })}
            </g>
          );
        })}
        {marked !== null && (
          <rect
            className={styles.marked}
            x={scale.x(marked.fromUs)}
            y={0}
            width={Math.max(1, scale.x(marked.toUs) - scale.x(marked.fromUs))}
            height={HEIGHT_PX}
          />
        )}
        {cursorUs !== null && (
          <line className={styles.cursor} x1={scale.x(cursorUs)} x2={scale.x(cursorUs)} y1={0} y2={HEIGHT_PX} />
        )}
        <line className={styles.ground} x1={0} x2={widthPx} y1={HEIGHT_PX + 0.5} y2={HEIGHT_PX + 0.5} />
      </svg>
    </div>
  );
}

interface Stack {
  fromUs: number;
  total: number;
  parts: { band: (typeof BANDS)[number]; count: number }[];
}

function stacks({ lanes }: LaneCounts): Stack[] {
  const byStart = new Map<number, Stack>();
  for (const band of BANDS) {
    for (const { fromUs, count } of lanes.find(({ value }) => value === band)?.counts ?? []) {
      let stack = byStart.get(fromUs);
      if (stack === undefined) byStart.set(fromUs, (stack = { fromUs, total: 0, parts: [] }));
      stack.total += count;
      stack.parts.push({ band, count });
    }
  }
  return [...byStart.values()];
}
