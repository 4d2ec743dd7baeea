/**
 * What the checks are told of one event: a flat table from the vocabulary's dotted names to values.
 *
 * Pure data. Times are milliseconds since the epoch; booleans, numbers, text and lists of text are what they are called
 * in the vocabulary. A name that is absent was not said.
 * Trust: values are hostile text, at most MAX_FACT_CHARS long: they become keys of tables, never names of anything.
 */

export type FactValue = string | number | boolean | readonly string[];
export type Facts = { [field: string]: FactValue };

/** Longer text is cut: it only serves to tell one account, address or object from another. */
export const MAX_FACT_CHARS = 256;

/** A table without the names every object has. */
export const newFacts = (): Facts => Object.create(null) as Facts;

export const textOf = (facts: Facts, field: string): string | undefined => {
  const fact = facts[field];
  return typeof fact === 'string' && fact !== '' ? fact : undefined;
};

/** Any fact as the text of a key; absent ones are undefined. */
export function keyText(fact: FactValue | undefined): string | undefined {
  if (fact === undefined || fact === '') return undefined;
  return typeof fact === 'string' ? fact : Array.isArray(fact) ? fact.join('\u001f') : String(fact);
}
