/**
 * The texts that a redaction takes out of an event, and whether they still stand in what is left of it.
 *
 * Readers copy: what is a user in one field stands in the message and in the record's own fields, too.
 * Pure. O(texts x leaves). Source: bundle-format.md §3. Looked for are strings of 3 and more characters and numbers of 4 and more
 * digits, in either case of letters; a number inside of a longer number is another one. Names of fields are looked into only
 * where the log gave them; where the bytes lie is no copy of a text.
 * Trust: bodies are evidence, nested at most MAX_DEPTH deep.
 */
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import type { Taken } from './redact.ts';

export interface RemovedText {
  /** The pointer that was asked for. */
  readonly asked: string;
  /** Folded. */
  readonly text: string;
}

/** What `asked` takes out stands at `at` all the same. */
export interface Trace {
  readonly asked: string;
  /** Pointer to the value; of an element of a list, to the outermost list. */
  readonly at: string;
}

const MIN_CHARS = 3;
const MIN_DIGITS = 4;
/** What the program says of the reading, and no text of the log: it counts where it is named itself. */
const OF_READING: ReadonlySet<string> = new Set(['/body/metadata/time', '/body/metadata/parse', '/body/origin']);
const LOG_NAMES = /^\/body\/(?:metadata\/fields|action\/details)(?:\/|$)/u;
const DIGIT = /\p{Nd}/u;

/** As texts are compared. */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase();

export function removedTexts(taken: readonly Taken[]): RemovedText[] {
  const found = new Map<string, RemovedText>();
  for (const { asked, pointer, value } of taken) {
    const add = (leaf: string | number): void => {
      const text = textOf(leaf);
      if (text !== undefined && !found.has(text)) found.set(text, { asked, text });
    };
    walk(value, pointer, {
      leaf: add,
      enters: (below) => !OF_READING.has(below),
    });
  }
  return [...found.values()];
}

/** @param body what is left of the event */
export function tracesOf(body: JsonObject, texts: readonly RemovedText[]): Trace[] {
  if (texts.length === 0) return [];
  const traces = new Map<string, Trace>();
  const look = (value: string | number, at: string): void => {
    if (typeof value === 'number' && at.startsWith('/body/origin/')) return;
    const folded = fold(String(value));
    for (const { asked, text } of texts) {
      if (standsIn(text, folded)) traces.set(`${asked} ${at}`, { asked, at });
    }
  };
  walk(body, '/body', { leaf: look, name: (name, at) => LOG_NAMES.test(at) && look(name, at) });
  return [...traces.values()];
}

/** The texts that stand in words that go out with the bundle. */
export const textsIn = (words: string, texts: readonly RemovedText[]): RemovedText[] => {
  const folded = fold(words);
  return texts.filter(({ text }) => standsIn(text, folded));
};

function textOf(leaf: string | number): string | undefined {
  const text = fold(String(leaf));
  if (typeof leaf === 'number') return text.replaceAll(/\D/gu, '').length >= MIN_DIGITS ? text : undefined;
  return [...text].length >= MIN_CHARS ? text : undefined;
}

const standsIn = (text: string, folded: string): boolean => placesIn(text, folded).next().done === false;

/** Where a folded text stands in another one. Digits go on: 10.0.1.1 is not in 10.0.1.11. */
export function* placesIn(text: string, folded: string): Generator<number, void> {
  const startsWithDigit = DIGIT.test(text[0] ?? '');
  const endsWithDigit = DIGIT.test(text.at(-1) ?? '');
  for (let at = folded.indexOf(text); at >= 0; at = folded.indexOf(text, at + 1)) {
    const goesOnBefore = startsWithDigit && DIGIT.test(folded[at - 1] ?? '');
    const goesOnBehind = endsWithDigit && DIGIT.test(folded[at + text.length] ?? '');
    if (!goesOnBefore && !goesOnBehind) yield at;
  }
}

interface Visit {
  leaf(value: string | number, at: string): void;
  name?(name: string, at: string): void;
  enters?(below: string): boolean;
}

function walk(value: JsonValue, at: string, visit: Visit): void {
  if (typeof value === 'string' || typeof value === 'number') visit.leaf(value, at);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    // A redaction takes a list as a whole: so its pointer is the one to name, however deep the text lies in it.
    for (const item of value) walk(item, at, { ...visit, leaf: (leaf) => visit.leaf(leaf, at) });
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    const below = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (visit.enters?.(below) === false) continue;
    visit.name?.(name, below);
    walk(item, below, visit);
  }
}
