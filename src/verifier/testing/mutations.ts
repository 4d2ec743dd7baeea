/**
 * For tests: bundles that somebody changed, with the power each attacker has. The same for the same seed.
 *
 * Pure. Powers: `bytes` changes files and nothing else; `lists` also writes every list of hashes again; `signs` also has an
 * operator's key and signs a new list, but no key that signs the log's heads.
 */
import { textOf, utf8 } from '../base/bytes.ts';
import { isObject, parseJson } from '../base/strict-json.ts';
import { parseEnvelope } from '../sign/dsse.ts';
import { type BagName, finishBundle } from './bundle-maker.ts';
import { LEAD, type TestOperator } from './log-maker.ts';
import type { Files } from './memory-folder.ts';

export type Power = 'bytes' | 'lists' | 'signs';
export interface Mutation {
  readonly power: Power;
  readonly what: string;
  readonly file: string;
  readonly files: Files;
}

/** mulberry32: small, and the same everywhere. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Change = (bytes: Uint8Array, pick: (below: number) => number) => Uint8Array;
const linesOf = (bytes: Uint8Array): string[] => textOf(bytes).split(/(?<=\n)/u);
const joined = (lines: readonly string[]): Uint8Array => utf8(lines.join(''));
const swapped = (lines: readonly string[], a: number, b: number): string[] =>
  lines.map((line, i) => (i === a ? lines[b] : i === b ? lines[a] : line) as string);

export const CHANGES: Readonly<Record<string, Change>> = {
  'a bit turned': (bytes, pick) => {
    const [at, bit] = [pick(bytes.length), 1 << pick(8)];
    return bytes.map((byte, i) => (i === at ? byte ^ bit : byte));
  },
  'cut off': (bytes, pick) => bytes.slice(0, pick(bytes.length)),
  'a byte put in': (bytes, pick) => {
    const at = pick(bytes.length + 1);
    return Uint8Array.from([...bytes.slice(0, at), 32 + pick(90), ...bytes.slice(at)]);
  },
  'a line taken out': (bytes, pick) => {
    const lines = linesOf(bytes);
    return joined(lines.toSpliced(pick(lines.length), 1));
  },
  'a line twice': (bytes, pick) => {
    const lines = linesOf(bytes);
    const at = pick(lines.length);
    return joined(lines.toSpliced(at, 0, lines[at] as string));
  },
  'two lines changed round': (bytes, pick) => {
    const lines = linesOf(bytes);
    return joined(swapped(lines, pick(lines.length), pick(lines.length)));
  },
  'a digit changed': (bytes, pick) => {
    const places = [...bytes.keys()].filter((i) => (bytes[i] as number) >= 0x30 && (bytes[i] as number) <= 0x39);
    const at = places[pick(Math.max(1, places.length))];
    return bytes.map((byte, i) => (i === at ? 0x30 + ((byte - 0x30 + 1 + pick(9)) % 10) : byte));
  },
};

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * @param operator whose key the attacker has who signs
 * @returns `undefined` where the dice changed nothing
 */
export function mutate(files: Files, seed: number, operator: Pick<TestOperator, 'key'> = LEAD): Mutation | undefined {
  const pick = chance(seed);
  const power = (['bytes', 'bytes', 'lists', 'signs'] as const)[pick(4)] as Power;
  const paths = Object.keys(files).toSorted();
  const payload = paths.filter((path) => path.startsWith('data/'));
  const isSigned = power === 'signs';
  // Whoever may sign the list may say anything in a report: only what the log holds is beyond that person.
  const targets = isSigned
    ? payload.filter((path) => /^data\/(?:case|files|proofs|anchors)\//u.test(path))
    : power === 'lists'
      ? payload
      : paths;
  const file = targets[pick(targets.length)] as string;
  const bytes = files[file] as Uint8Array;
  const kind = pick(10);
  const changed: Record<string, Uint8Array> = { ...(files as Record<string, Uint8Array>) };
  let what: string;
  if (kind === 0) {
    what = 'taken away';
    delete changed[file];
    // An operator may hand out a bundle without a proof, a mark or an original: nothing is then said about them.
    if (isSigned && !/^data\/case\/(?:records|heads|head)\./u.test(file)) return undefined;
  } else if (kind === 1 && !isSigned) {
    what = 'put in';
    changed[`data/reports/x${pick(1000)}.txt`] = utf8('x');
  } else if (kind === 2 && !isSigned) {
    const other = targets[pick(targets.length)] as string;
    what = `changed round with ${other}`;
    [changed[file], changed[other]] = [files[other] as Uint8Array, bytes];
    if (same(bytes, files[other] as Uint8Array)) return undefined;
  } else {
    const names = Object.keys(CHANGES);
    what = names[pick(names.length)] as string;
    try {
      changed[file] = (CHANGES[what] as Change)(bytes, pick);
    } catch {
      // Lines of a file that is no text.
      return undefined;
    }
    if (same(bytes, changed[file])) return undefined;
  }
  const result =
    power === 'bytes' ? changed : power === 'lists' ? relisted(changed, files) : resigned(changed, files, operator);
  return { power, what, file, files: result };
}

const payloadOf = (files: Files): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files as Record<string, Uint8Array>).filter(([path]) => path.startsWith('data/')));

/** As an operator hands it out who changed the payload and signs for it. */
export function resigned(changed: Files, original: Files, operator: Pick<TestOperator, 'key'> = LEAD): Files {
  const { payload } = parseEnvelope(textOf(original['manifest.dsse.json'] as Uint8Array));
  const statement = parseJson(textOf(payload));
  const predicate = isObject(statement) && isObject(statement['predicate']) ? statement['predicate'] : {};
  return finishBundle(payloadOf(changed), predicate, [operator], nameOf(original));
}

/** Each attacker keeps what the bundle calls itself: to change it would be one more change to be found by. */
function nameOf(files: Files): BagName {
  const info = textOf(files['bag-info.txt'] as Uint8Array);
  const [, bundleId = '', date = ''] = /^Bundle-Id: (.*)\nBagging-Date: (.*)$/mu.exec(info) ?? [];
  return { bundleId, date };
}

/** As somebody without a key writes every list again: the signature stays the one over the files as they were. */
export function relisted(changed: Readonly<Record<string, Uint8Array>>, original: Files): Files {
  const again = finishBundle(payloadOf(changed), {}, [LEAD], nameOf(original)) as Record<string, Uint8Array>;
  return { ...again, 'manifest.dsse.json': changed['manifest.dsse.json'] as Uint8Array };
}

/** Whether a change says nothing, by rule: every file is there, byte for byte, and no other. */
export function isHarmless(files: Files, original: Files): boolean {
  const paths = new Set([...Object.keys(files), ...Object.keys(original)]);
  return [...paths].every((path) => {
    const [a, b] = [files[path], original[path]] as [Uint8Array | undefined, Uint8Array | undefined];
    return a !== undefined && b !== undefined && same(a, b);
  });
}
