/** Lanes under the histogram, as near as they can be: single events where the span holds few, counts where it holds more. */
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { type TimeSpan, workspaceNow } from '../../../stores/workspace.store.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { askedOf, type Question } from '../question.ts';
import type { LaneCounts } from './lane-counts.ts';
import { Lanes } from './lanes.tsx';
import { MAX_SINGLE_EVENTS, timelineItems } from './timeline-items.ts';
import type { TimelineLane } from './timeline-nodes.ts';
import styles from './time-panel.module.css';

const EventTimeline = lazy(() => import('./event-timeline.tsx').then((module) => ({ default: module.EventTimeline })));

const NAME_CHARS = 60;
const words = text.workspace;

interface LaneBoxProps {
  /** The question of what is shown: with the zoom, where there is one. */
  shown: Question;
  field: string;
  counts: LaneCounts;
  /** Events that match in the span; undefined while that, or the lanes, are still of another question. */
  matchCount: number | undefined;
  span: TimeSpan;
}

export function LaneBox({ shown, field, counts, matchCount, span }: LaneBoxProps) {
  const { addFilter, setLaneField, zoomTo } = workspaceNow();
  const isNear = matchCount !== undefined && matchCount <= MAX_SINGLE_EVENTS;
  const single = useQuery({
    queryKey: [shown.handle, 'search.run', 'single', shown],
    queryFn: () =>
      // By offset: a further look at the question of the charts, not another one in the case log.
      call('search.run', {
        ...askedOf(shown),
        order: 'oldest',
        offset: 0,
        limit: MAX_SINGLE_EVENTS,
        wantTotal: false,
      }),
    enabled: isNear,
  });
  const events = isNear ? single.data?.events : undefined;
  const values = useMemo(() => counts.lanes.map(({ value }) => value), [counts]);
  const items = useMemo(
    () => (events === undefined ? undefined : timelineItems(events, { field, values })),
    [events, field, values],
  );
  const lanes = useMemo((): TimelineLane[] => {
    const inLane = (lane: number): number => (items ?? []).filter((item) => item.lane === lane).length;
    const named = values.map((value, lane) => ({
      value,
      name: shownText(value, NAME_CHARS).shown,
      count: inLane(lane),
    }));
    const others = inLane(values.length);
    return others === 0 ? named : [...named, { value: null, name: words.lanes.other, count: others }];
  }, [items, values]);
  const onPick = useCallback((value: string) => addFilter({ field, value, mode: 'include' }), [addFilter, field]);

  const far = <Lanes counts={counts} span={span} onPick={onPick} onZoom={zoomTo} />;
  return (
    <div className={styles.laneBox}>
      <div className={styles.bar}>
        <p className={styles.range} aria-live="polite">
          {words.time.lanesBy(field)}
          {matchCount !== undefined && (
            <span className={styles.scale}>
              {isNear
                ? words.lanes.single(countText(matchCount))
                : words.lanes.tooMany(countText(matchCount), countText(MAX_SINGLE_EVENTS))}
            </span>
          )}
        </p>
        <IconButton label={words.time.closeLanes} icon={<X size={14} />} onPress={() => setLaneField(null)} />
      </div>
      {items === undefined ? (
        far
      ) : (
        <Suspense fallback={far}>
          <EventTimeline items={items} lanes={lanes} span={span} onPick={onPick} />
        </Suspense>
      )}
    </div>
  );
}
