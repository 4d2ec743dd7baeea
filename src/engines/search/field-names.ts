/**
 * From a place in an event to the name a person types for it: the other way round than fields.ts.
 *
 * Pure. O(path). Trust: paths come from hostile logs; a name that needs quotes in a query gets them.
 */
import { FIELD_TABLE, fieldMatchesPath } from './fields.ts';
import { printField } from './print-query.ts';
import { foldText } from './tokens.ts';

const ELEMENT_TEXT = '.#text';
const tableNames = new Map<string, string>();
for (const { names, paths } of FIELD_TABLE) {
  for (const path of paths)
    if (names[0] !== undefined && !tableNames.has(foldText(path))) tableNames.set(foldText(path), names[0]);
}
const knownNames = new Set(FIELD_TABLE.flatMap(({ names }) => names));

/**
 * The shortest name that finds the path and that no other path of a list has.
 *
 * @param taken names given so far, folded; the new one is added
 * @returns as it is written in a query
 */
export function nameOfPath(path: string, taken: Set<string>): string {
  const whole = path.endsWith(ELEMENT_TEXT) ? path.slice(0, -ELEMENT_TEXT.length) : path;
  const ofTable = tableNames.get(foldText(whole));
  const short = whole.replace(/^metadata\.(?:fields\.)?/u, '');
  // A name with a meaning of its own would first of all find something else.
  const candidates = [ofTable, knownNames.has(foldText(short)) ? undefined : short];
  const isFree = (name: string | undefined): name is string =>
    name !== undefined && name !== '' && !taken.has(foldText(name)) && fieldMatchesPath(name, path);
  const name = candidates.find(isFree) ?? whole;
  taken.add(foldText(name));
  return printField(name);
}
