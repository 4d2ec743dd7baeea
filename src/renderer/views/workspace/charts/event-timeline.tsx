/**
 * Lanes of single events: the nearest level of detail, at most MAX_SINGLE_EVENTS of them (vis-timeline lays them out).
 *
 * One zoom: the timeline neither pans nor zooms, the histogram above it does. Loaded when first needed.
 * Trust: words of evidence become text nodes and attributes, never markup; the library's own filter stays on behind that.
 */
import moment from 'moment';
import { useEffect, useId, useRef } from 'react';
import { DataSet } from 'vis-data/peer';
import { type DataGroup, type DataItem, Timeline } from 'vis-timeline/peer';
import 'vis-timeline/styles/vis-timeline-graph2d.min.css';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { useDisplayZone } from '../../../stores/case-settings.store.ts';
import { type TimeSpan, useWorkspace } from '../../../stores/workspace.store.ts';
import { SeveritySymbols } from '../../../ui/severity-mark.tsx';
import { openEvent } from '../open-event.ts';
import styles from './event-timeline.module.css';
import { itemByKey, type TimelineItem } from './timeline-items.ts';
import { aheadOfUtcUs } from './time-axis.ts';
import { itemButton, laneLabel, type TimelineLane } from './timeline-nodes.ts';

/** Fewer carry their words beside the mark. */
const MAX_LABELLED = 60;
/** Room on both sides, as a share of the span, so that a mark at its end is whole. */
const EDGE_SHARE = 0.02;
/** As the axis of the histogram has them. */
const AXIS_LABELS = { millisecond: 'HH:mm:ss.SSS', second: 'HH:mm:ss', minute: 'HH:mm', hour: 'HH:mm' };
const words = text.workspace.lanes;

interface EventTimelineProps {
  items: readonly TimelineItem[];
  /** By the lane of the items. */
  lanes: readonly TimelineLane[];
  span: TimeSpan;
  onPick: (value: string) => void;
}

export function EventTimeline({ items, lanes, span, onPick }: EventTimelineProps) {
  const box = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const zone = useDisplayZone();

  useEffect(() => {
    const holder = box.current;
    if (holder === null) return undefined;
    const nodes = new Map(
      items.map((item) => [
        item.id,
        itemButton(item, lanes[item.lane]?.name ?? '', {
          prefix,
          isLabelled: items.length <= MAX_LABELLED,
          zone,
          onOpen: () => openEvent({ seq: item.seq }),
        }),
      ]),
    );
    const buttons = [...nodes.values()];
    const timeline = layOut(holder, { items, lanes, span, nodes, zone, onPick });

    // One stop of the Tab key; arrows move inside.
    let at = 0;
    const makeStop = (index: number): void => {
      buttons[at]?.setAttribute('tabindex', '-1');
      at = index;
      buttons[at]?.setAttribute('tabindex', '0');
    };
    makeStop(0);
    const onKeyDown = (event: KeyboardEvent): void => {
      const from = buttons.indexOf(event.target as HTMLButtonElement);
      const to = from < 0 ? undefined : itemByKey(items, from, event.key);
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      makeStop(to);
      buttons[to]?.focus();
    };
    holder.addEventListener('keydown', onKeyDown);

    const markFocused = (focusedSeq: number | null): void => {
      for (const [index, item] of items.entries()) {
        if (item.seq === focusedSeq) buttons[index]?.setAttribute('aria-current', 'true');
        else buttons[index]?.removeAttribute('aria-current');
      }
    };
    markFocused(useWorkspace.getState().focusedSeq);
    const unsubscribe = useWorkspace.subscribe((now, before) => {
      if (now.focusedSeq !== before.focusedSeq) markFocused(now.focusedSeq);
    });

    return () => {
      unsubscribe();
      holder.removeEventListener('keydown', onKeyDown);
      timeline.destroy();
    };
  }, [items, lanes, span, prefix, zone, onPick]);

  const perLane = lanes.map(({ name, count }) => words.lane(name, countText(count))).join(', ');
  return (
    <div
      className={styles.scroll}
      onScroll={({ currentTarget }) => currentTarget.style.setProperty('--scrolled', `${currentTarget.scrollTop}px`)}
    >
      <SeveritySymbols prefix={prefix} />
      <div
        ref={box}
        className={styles.timeline}
        role="group"
        aria-label={words.timeline(countText(new Set(items.map(({ seq }) => seq)).size), perLane)}
      />
    </div>
  );
}

interface LayOutOptions extends EventTimelineProps {
  nodes: ReadonlyMap<string, HTMLElement>;
  zone: string;
}

function layOut(holder: HTMLElement, { items, lanes, span, nodes, zone, onPick }: LayOutOptions): Timeline {
  const data = new DataSet<DataItem, 'id'>(
    items.map(({ id, lane, atMs }) => ({ id, group: lane, start: new Date(atMs), content: '', type: 'point' })),
  );
  const groups = new DataSet<DataGroup, 'id'>(
    lanes.map((lane, id) => ({ id, content: laneLabel(lane, onPick), title: '' })),
  );
  const fromMs = span.fromUs / 1000;
  const toMs = span.toUs / 1000;
  const edgeMs = (toMs - fromMs) * EDGE_SHARE;
  return new Timeline(holder, data, groups, {
    start: new Date(fromMs - edgeMs),
    end: new Date(toMs + edgeMs),
    moment: (input?: moment.MomentInput) => {
      const instant = moment.utc(input);
      return instant.utcOffset(aheadOfUtcUs(instant.valueOf() * 1000, zone) / 60_000_000);
    },
    template: (item: { id: string } | undefined) => nodes.get(item?.id ?? '') as unknown as string,
    orientation: { axis: 'top', item: 'top' },
    margin: { axis: 2, item: { horizontal: 0, vertical: 0 } },
    groupOrder: 'id',
    format: { minorLabels: AXIS_LABELS },
    maxMinorChars: AXIS_LABELS.second.length + 1,
    moveable: false,
    zoomable: false,
    selectable: false,
    showCurrentTime: false,
    showTooltips: false,
    // The filter of the library, though no markup is given to it.
    xss: { disabled: false },
  });
}
