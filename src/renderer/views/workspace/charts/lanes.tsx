/**
 * Lanes by the values of a field, with as much detail as fits: density far out, counts nearer, single events nearest.
 */
import { useMemo } from 'react';
import { countText, shortCount } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { usInZone } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { useDisplayZone } from '../../../stores/case-settings.store.ts';
import type { TimeSpan } from '../../../stores/workspace.store.ts';
import type { LaneCounts } from './lane-counts.ts';
import styles from './lanes.module.css';
import { TimeScale } from './time-axis.ts';
import { useWidth } from './use-width.ts';

const LANE_PX = 24;
const NAME_CHARS = 60;
/** Narrower, a number does not fit over its mark. */
const COUNT_PX = 30;
const words = text.workspace.lanes;

interface LanesProps {
  counts: LaneCounts;
  span: TimeSpan;
  onPick: (value: string) => void;
  onZoom: (span: TimeSpan) => void;
}

export function Lanes({ counts, span, onPick, onZoom }: LanesProps) {
  const zone = useDisplayZone();
  const { ref, widthPx } = useWidth<HTMLDivElement>();
  const scale = useMemo(() => new TimeScale(span, widthPx), [span, widthPx]);
  const { bucketUs, lanes } = counts;
  const peak = lanes.reduce((most, lane) => lane.counts.reduce((top, { count }) => Math.max(top, count), most), 1);
  const showsCounts = scale.x(span.fromUs + bucketUs) >= COUNT_PX;

  return (
    <div className={styles.lanes}>
      <ul className={styles.names}>
        {lanes.map(({ value, total }) => (
          <li key={value}>
            <button
              type="button"
              className={styles.name}
              onClick={() => onPick(value)}
              title={words.pick(countText(total))}
            >
              <span className={styles.value}>{shownText(value, NAME_CHARS).shown}</span>
              <span className={styles.total}>{shortCount(total)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div ref={ref} className={styles.strips}>
        <svg width={widthPx} height={lanes.length * LANE_PX} role="img" aria-label={words.label(lanes.length)}>
          {lanes.map((lane, index) => (
            <g key={lane.value} transform={`translate(0 ${index * LANE_PX})`}>
              <line className={styles.rule} x1={0} x2={widthPx} y1={LANE_PX - 0.5} y2={LANE_PX - 0.5} />
              {lane.counts.map(({ fromUs, count }) => {
                const x = scale.x(fromUs);
                const width = Math.max(2, scale.x(fromUs + bucketUs) - x - 1);
                return (
                  <g key={fromUs} onClick={() => onZoom({ fromUs, toUs: fromUs + bucketUs })} className={styles.mark}>
                    <title>{words.bucket(usInZone(fromUs, zone), countText(count))}</title>
                    <rect
                      className={styles.density}
                      x={x}
                      y={4}
                      width={width}
                      height={LANE_PX - 8}
                      fillOpacity={0.25 + 0.75 * (Math.log1p(count) / Math.log1p(peak))}
                    />
                    {showsCounts && (
                      <text className={styles.count} x={x + width / 2} y={LANE_PX / 2 + 4}>
                        {shortCount(count)}
                      </text>
                    )}
                  </g>
                );
              })}
            </g>
          ))}
        </svg>
      </div>
    </div>
  );
}
