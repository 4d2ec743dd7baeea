/**
 * Names of fields that nobody knows and that look like a slip of the hand, for a search that found nothing.
 *
 * Pure. Any name may be that of a field in some log, so this is a question, never an error.
 */
import { FIELD_TABLE } from '../engines/search/fields.ts';

const NAMES: readonly string[] = FIELD_TABLE.flatMap(({ names }) => names);
const FIELD = /(?:^|[\s(-])([A-Za-z_@][\w.@-]{1,40}):/gu;

/** `"usr" is no name that is known here: user?`; one line for each such name. */
export function fieldQuestions(query: string): string[] {
  const typed = new Set(Array.from(query.matchAll(FIELD), ([, name = '']) => name.toLowerCase()));
  return [...typed].flatMap((name) => {
    if (NAMES.includes(name)) return [];
    const near = NAMES.find((known) => isOneSlipAway(name, known));
    return near === undefined ? [] : [`"${name}" is searched as a field of that name; was "${near}" meant?`];
  });
}

/** One letter too many, too few, another, or two neighbours the wrong way round. */
function isOneSlipAway(one: string, two: string): boolean {
  if (Math.abs(one.length - two.length) > 1 || Math.min(one.length, two.length) < 3) return false;
  let start = 0;
  while (start < one.length && one[start] === two[start]) start += 1;
  const rest = (text: string, skip: number): string => text.slice(start + skip);
  return (
    rest(one, 1) === rest(two, 1) ||
    rest(one, 1) === rest(two, 0) ||
    rest(one, 0) === rest(two, 1) ||
    (one[start] === two[start + 1] && one[start + 1] === two[start] && rest(one, 2) === rest(two, 2))
  );
}
