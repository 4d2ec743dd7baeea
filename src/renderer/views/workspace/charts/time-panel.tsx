/**
 * Time, from the whole case down to a stretch: minimap, histogram, lanes, and the acts between them.
 *
 * Zoom changes what these charts show; "Scope to this" makes the stretch the question itself.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ClockAlert, Focus, Undo2, X, ZoomIn, ZoomOut } from 'lucide-react';
import { useMemo } from 'react';
import { call } from '../../../api/host.ts';
import { countText, shortDuration } from '../../../format/number-text.ts';
import { clockText, usToTimestamp, zonedClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { useDisplayZone } from '../../../stores/case-settings.store.ts';
import { type TimeSpan, useWorkspace, workspaceNow } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { withoutTimeQuery } from '../effective-query.ts';
import { askedOf, type Question, spanInput } from '../question.ts';
import { afterRows } from '../rows-first.ts';
import { BANDS, Histogram } from './histogram.tsx';
import { LaneBox } from './lane-box.tsx';
import { matchCountOf, tallestOf } from './lane-counts.ts';
import { Minimap } from './minimap.tsx';
import { clampSpan, zoomAround } from './time-axis.ts';
import styles from './time-panel.module.css';

const BUCKETS = 160;
const LANES = 12;
const words = text.workspace.time;

export function TimePanel({ question }: { question: Question }) {
  const scope = useWorkspace((state) => state.scope);
  const zoom = useWorkspace((state) => state.zoom);
  const canUndo = useWorkspace((state) => state.zoomHistory.length > 0);
  const laneField = useWorkspace((state) => state.laneField);
  const zone = useDisplayZone();
  const { zoomTo, undoZoom, setScope } = workspaceNow();
  const shown = useMemo(() => ({ ...question, ...(zoom === null ? {} : spanInput(zoom)) }), [question, zoom]);

  const coverage = useQuery({
    queryKey: [question.handle, 'coverage.list', question.logSize],
    queryFn: () => call('coverage.list', { handle: question.handle }),
  });
  const bands = useQuery({
    queryKey: [shown.handle, 'search.lanes', 'severity', shown],
    queryFn: () =>
      afterRows(question, () =>
        call('search.lanes', { ...askedOf(shown), field: 'severity', values: [...BANDS], bucketCount: BUCKETS }),
      ),
    placeholderData: keepPreviousData,
  });
  const lanes = useQuery({
    queryKey: [shown.handle, 'search.lanes', laneField, shown],
    queryFn: () =>
      call('search.lanes', { ...askedOf(shown), field: laneField ?? '', limit: LANES, bucketCount: BUCKETS }),
    enabled: laneField !== null,
    placeholderData: keepPreviousData,
  });

  const answered = bands.data;
  const span = useMemo(() => zoom ?? spanOf(answered), [zoom, answered]);
  const bounds = spanOf(coverage.data);
  const zoomBy = (factor: number): void => {
    if (span === undefined) return;
    const next = zoomAround(span, (span.fromUs + span.toUs) / 2, factor);
    zoomTo(bounds === undefined ? next : clampSpan(next, bounds));
  };

  const showWithoutTime = (): void => {
    const { query, setQuery } = workspaceNow();
    setQuery(withoutTimeQuery(query));
  };

  return (
    <section className={styles.panel} aria-label={words.label}>
      {coverage.data !== undefined && bounds !== undefined && (
        <Minimap coverage={coverage.data} span={bounds} scope={scope} zoom={zoom} onZoom={zoomTo} />
      )}
      <div className={styles.bar}>
        <p className={styles.range}>
          {span !== undefined && words.range(momentText(span.fromUs, zone), momentText(span.toUs, zone), zone)}
          {span === undefined && answered !== undefined && words.noTimes}
          {answered !== undefined && span !== undefined && (
            <span className={styles.scale}>
              {words.scale(shortDuration(answered.bucketUs / 1e6), countText(tallestOf(answered)))}
            </span>
          )}
        </p>
        {answered !== undefined && answered.withoutTimeCount > 0 && (
          <Button variant="quiet" icon={<ClockAlert size={14} />} onPress={showWithoutTime}>
            {words.withoutTime(countText(answered.withoutTimeCount))}
          </Button>
        )}
        <IconButton
          label={words.zoomIn}
          icon={<ZoomIn size={15} />}
          onPress={() => zoomBy(0.5)}
          isDisabled={span === undefined}
        />
        <IconButton
          label={words.zoomOut}
          icon={<ZoomOut size={15} />}
          onPress={() => zoomBy(2)}
          isDisabled={span === undefined}
        />
        <IconButton label={words.undoZoom} icon={<Undo2 size={15} />} onPress={undoZoom} isDisabled={!canUndo} />
        <Button variant="quiet" icon={<Focus size={14} />} onPress={() => setScope(zoom)} isDisabled={zoom === null}>
          {words.scope}
        </Button>
        {scope !== null && (
          <Button variant="quiet" icon={<X size={14} />} onPress={() => setScope(null)}>
            {words.clearScope}
          </Button>
        )}
      </div>
      {bands.error !== null && <ErrorBanner error={bands.error} />}
      {answered === undefined || span === undefined ? (
        bands.isPending && (
          <div className={styles.waiting}>
            <Skeleton lines={4} />
          </div>
        )
      ) : (
        <Histogram lanes={answered} span={span} onZoom={zoomTo} />
      )}
      {laneField !== null && lanes.data !== undefined && span !== undefined && (
        <LaneBox
          shown={shown}
          field={laneField}
          counts={lanes.data}
          matchCount={
            answered === undefined || bands.isPlaceholderData || lanes.isPlaceholderData
              ? undefined
              : matchCountOf(answered)
          }
          span={span}
        />
      )}
    </section>
  );
}

/** Undefined where no event has a time. */
function spanOf(answer: { fromUs: number | null; toUs: number | null } | undefined): TimeSpan | undefined {
  if (answer === undefined || answer.fromUs === null || answer.toUs === null) return undefined;
  return { fromUs: answer.fromUs, toUs: answer.toUs };
}

/** To the second: the exact ends stand in the scope's chip. */
const momentText = (us: number, zone: string): string =>
  clockText({ ...zonedClock(usToTimestamp(us), zone), fraction: '' });
