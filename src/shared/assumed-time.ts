/** What was assumed of a source's times, in words. Pure. */
import type { ResultOf } from './contract/index.ts';

export type AssumedTime = ResultOf<'ingest.start'>['sources'][number]['assumedTime'];

/** What the person who said it used: an option of the command line, or just a choice. */
const BY_CHOICE = { year: 'choice', zone: 'choice' };

/** `year 2024 by the time of the file, zone UTC by default`; empty where nothing was assumed. */
export function describeAssumed(assumed: AssumedTime, means = BY_CHOICE): string {
  const { year, zone } = assumed ?? {};
  const parts: string[] = [];
  if (year !== undefined) {
    const { first, last } = year;
    const years = first === last ? ` ${first ?? ''}` : `s ${first} to ${last}`;
    parts.push(`year${years.trimEnd()} by ${year.from === 'option' ? means.year : 'the time of the file'}`);
  }
  if (zone !== undefined) parts.push(`zone ${zone.name} by ${zone.from === 'option' ? means.zone : 'default'}`);
  return parts.join(', ');
}
