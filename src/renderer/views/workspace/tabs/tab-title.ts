/**
 * What a tab is called: the name a person gave it, or else its question in short.
 *
 * Pure. Trust: query, filters and names hold values of evidence: shown as evidence is, and never long.
 */
import { shownText } from '../../../format/safe-text.ts';
import { usToTimestamp } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import type { Filter, TimeSpan, ViewState } from '../../../stores/workspace.store.ts';

const words = text.workspace.tabs;
const PART_CHARS = 40;
const NAME_CHARS = 80;
/** Parts of a question that stand in its title; the others are counted. */
const MAX_PARTS = 2;
/** Length of `YYYY-MM-DD hh:mm`. */
const MINUTE_CHARS = 16;

type Asked = Pick<ViewState, 'query' | 'filters' | 'scope'>;

const short = (raw: string, maxChars: number): string => {
  const { shown, omitted } = shownText(raw, maxChars);
  return omitted > 0 ? `${shown}…` : shown;
};

const filterWords = ({ field, value, mode }: Filter): string => {
  const said = `${short(field, PART_CHARS)}: ${short(value, PART_CHARS)}`;
  return mode === 'exclude' ? words.without(said) : said;
};

const moment = (us: number): string => usToTimestamp(us).replace('T', ' ').slice(0, MINUTE_CHARS);

/** The day once, where both are of it. */
function spanWords({ fromUs, toUs }: TimeSpan): string {
  const from = moment(fromUs);
  const to = moment(toUs);
  const isSameDay = from.slice(0, 10) === to.slice(0, 10);
  return `${from}–${isSameDay ? to.slice(11) : to}`;
}

export function tabTitle(name: string, { query, filters, scope }: Asked): string {
  if (name.trim() !== '') return short(name.trim(), NAME_CHARS);
  const asked = query.trim();
  const parts = [
    ...(asked === '' ? [] : [short(asked, PART_CHARS)]),
    ...filters.map(filterWords),
    ...(scope === null ? [] : [spanWords(scope)]),
  ];
  if (parts.length === 0) return words.everything;
  const others = parts.length - MAX_PARTS;
  return [...parts.slice(0, MAX_PARTS), ...(others > 0 ? [words.others(others)] : [])].join(' · ');
}
