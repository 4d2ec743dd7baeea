/**
 * The whole case at a glance, always: how much when, a line a source, hatched where the source has no logs.
 *
 * A click on a stretch zooms there; the frames show what scope and zoom cover.
 */
import { useMemo, useState } from 'react';
import { countText } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import type { TimeSpan } from '../../../stores/workspace.store.ts';
import { type Coverage, gapsOf, type SourceCoverage } from './coverage-gaps.ts';
import styles from './minimap.module.css';
import { TimeScale } from './time-axis.ts';
import { useBrush } from './use-brush.ts';
import { useWidth } from './use-width.ts';

const DENSITY_PX = 26;
const SOURCE_PX = 5;
/** More sources than this are drawn when asked. */
const FEW_SOURCES = 8;
const NAME_CHARS = 80;
const words = text.workspace.minimap;

interface MinimapProps {
  coverage: Coverage;
  /** What the whole case spans. */
  span: TimeSpan;
  scope: TimeSpan | null;
  zoom: TimeSpan | null;
  onZoom: (span: TimeSpan) => void;
}

export function Minimap({ coverage, span, scope, zoom, onZoom }: MinimapProps) {
  const { ref, widthPx } = useWidth<HTMLDivElement>();
  const [showsAll, setShowsAll] = useState(false);
  const scale = useMemo(() => new TimeScale(span, widthPx), [span, widthPx]);
  const { marked, cursorUs, handlers } = useBrush(scale, coverage.bucketUs, onZoom);
  const density = useMemo(() => totals(coverage.sources), [coverage]);
  const sources = showsAll ? coverage.sources : coverage.sources.slice(0, FEW_SOURCES);
  const height = DENSITY_PX + sources.length * SOURCE_PX + 2;

  return (
    <div className={styles.minimap}>
      <div
        ref={ref}
        className={styles.map}
        role="slider"
        tabIndex={0}
        aria-label={words.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={cursorUs === null ? 0 : Math.round((scale.x(cursorUs) / scale.widthPx) * 100)}
        aria-valuetext={words.summary(coverage.sources.length)}
        aria-describedby="minimap-keys"
        {...handlers}
      >
        <span id="minimap-keys" className="sr-only">
          {words.keys}
        </span>
        <svg width={widthPx} height={height} aria-hidden="true">
          <defs>
            <pattern id="no-logs" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect className={styles.hatchGround} width="5" height="5" />
              <line className={styles.hatch} x1="0" y1="0" x2="0" y2="5" />
            </pattern>
          </defs>
          <Density density={density} scale={scale} bucketUs={coverage.bucketUs} />
          {sources.map((source, index) => (
            <SourceLine
              key={source.sha256}
              source={source}
              scale={scale}
              bucketUs={coverage.bucketUs}
              y={DENSITY_PX + index * SOURCE_PX}
            />
          ))}
          <Frame span={scope} scale={scale} height={height} className={styles.scope} />
          <Frame span={zoom} scale={scale} height={height} className={styles.zoom} />
          <Frame span={marked} scale={scale} height={height} className={styles.marked} />
          {cursorUs !== null && (
            <line className={styles.cursor} x1={scale.x(cursorUs)} x2={scale.x(cursorUs)} y1={0} y2={height} />
          )}
        </svg>
      </div>
      {coverage.sources.length > FEW_SOURCES && (
        <button type="button" className={styles.more} onClick={() => setShowsAll(!showsAll)} aria-expanded={showsAll}>
          {showsAll ? words.fewer : words.allSources(countText(coverage.sources.length))}
        </button>
      )}
    </div>
  );
}

function Density({ density, scale, bucketUs }: { density: Map<number, number>; scale: TimeScale; bucketUs: number }) {
  const peak = Math.max(1, ...density.values());
  const width = Math.max(1, scale.x(scale.span.fromUs + bucketUs));
  return [...density].map(([fromUs, count]) => {
    const height = Math.max(1.5, Math.sqrt(count / peak) * (DENSITY_PX - 4));
    return (
      <rect
        key={fromUs}
        className={styles.density}
        x={scale.x(fromUs)}
        y={DENSITY_PX - 2 - height}
        width={width}
        height={height}
      />
    );
  });
}

interface SourceLineProps {
  source: SourceCoverage;
  scale: TimeScale;
  bucketUs: number;
  y: number;
}

function SourceLine({ source, scale, bucketUs, y }: SourceLineProps) {
  const gaps = gapsOf(source, bucketUs, scale.span);
  return (
    <g>
      <title>
        {words.source(
          shownText(source.path ?? source.sha256, NAME_CHARS).shown,
          countText(source.eventCount),
          gaps.length,
        )}
      </title>
      <rect className={styles.covered} x={0} y={y} width={scale.widthPx} height={SOURCE_PX - 1} />
      {gaps.map(({ fromUs, toUs }) => (
        <rect
          key={fromUs}
          fill="url(#no-logs)"
          x={scale.x(fromUs)}
          y={y}
          width={Math.max(1, scale.x(toUs) - scale.x(fromUs))}
          height={SOURCE_PX - 1}
        />
      ))}
    </g>
  );
}

interface FrameProps {
  span: TimeSpan | null;
  scale: TimeScale;
  height: number;
  className: string | undefined;
}

function Frame({ span, scale, height, className }: FrameProps) {
  if (span === null) return null;
  const x = scale.x(span.fromUs);
  return <rect className={className} x={x} y={0.5} width={Math.max(2, scale.x(span.toUs) - x)} height={height - 1} />;
}

function totals(sources: readonly SourceCoverage[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { buckets } of sources) {
    for (const { fromUs, count } of buckets) sums.set(fromUs, (sums.get(fromUs) ?? 0) + count);
  }
  return sums;
}
