/**
 * Which classes of data a name stands for, by the organisation's own list: whole names, and beginnings ended by `*`.
 *
 * Pure. One look-up for each different length of a beginning. Case is not regarded.
 * Trust: names in logs are hostile text: they are compared, never run. The longest beginning that fits counts, then the
 * first in the list.
 */
import type { Classification } from './inputs.ts';

type Classify = (name: unknown) => Classification | undefined;

export function makeClassifier(list: readonly Classification[]): Classify {
  if (list.length === 0) return () => undefined;
  const whole = new Map<string, Classification>();
  const beginnings = new Map<number, Map<string, Classification>>();
  for (const entry of list) {
    const resource = entry.resource.toLowerCase();
    if (!resource.endsWith('*')) {
      if (!whole.has(resource)) whole.set(resource, entry);
      continue;
    }
    const beginning = resource.slice(0, -1);
    const ofLength = beginnings.get(beginning.length) ?? new Map<string, Classification>();
    beginnings.set(beginning.length, ofLength);
    if (!ofLength.has(beginning)) ofLength.set(beginning, entry);
  }
  const lengths = [...beginnings.keys()].toSorted((one, two) => two - one);
  return (name) => {
    if (typeof name !== 'string' || name === '') return undefined;
    const key = name.toLowerCase();
    const found = whole.get(key);
    if (found !== undefined) return found;
    for (const length of lengths) {
      const fits = length > key.length ? undefined : beginnings.get(length)?.get(key.slice(0, length));
      if (fits !== undefined) return fits;
    }
    return undefined;
  };
}
