/**
 * A change of a bundle that the program made, checked by the other side: with the fingerprint from paper, by the built verifier.
 *
 * What is changed comes as files of the bag, or as the zip file itself where the lie lies in there.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Files } from '../verifier/testing/memory-folder.ts';
import type { TestKey } from '../verifier/testing/log-maker.ts';
import type { Attack, Chance } from './attack.ts';
import type { Laboratory } from './laboratory.ts';
import { bundleSighting, standAlone, zipped } from './stand-alone.ts';

export interface BundleChange {
  readonly name: string;
  /** Default: the one with proofs and originals. */
  readonly of?: 'shown' | 'privileged';
  readonly threat?: string;
  readonly byDesign?: string;
  /** One of these words of the verifier must be said. Absent: any failure will do. */
  readonly codes?: readonly string[];
  readonly apply: (files: Files, hands: { key: TestKey; chance: Chance }) => Files | Uint8Array;
}

export const textAt = (files: Files, path: string): string => new TextDecoder().decode(files[path] as Uint8Array);
export const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

/** The lines of a file, each given to `edit`: what it gives stands there instead, or nothing. */
export function withLines(files: Files, path: string, edit: (line: string, i: number) => string | undefined): Files {
  const lines = textAt(files, path).split('\n').slice(0, -1);
  return {
    ...files,
    [path]: utf8(
      lines
        .flatMap((line, i) => edit(line, i) ?? [])
        .map((line) => `${line}\n`)
        .join(''),
    ),
  };
}

export const RECORDS = 'data/case/records.ndjson';

/** What the person who made the case wrote down. */
export const fingerprintOf = (files: Files): string =>
  createHash('sha256')
    .update(textAt(files, RECORDS).split('\n')[0] ?? '')
    .digest('hex')
    .slice(0, 40);

export const bundleAttack = (change: BundleChange): Attack => ({
  name: change.name,
  power: 'bundle',
  threat: change.threat ?? 'change bytes without key',
  ...(change.byDesign === undefined ? {} : { byDesign: change.byDesign }),
  attempt: async (lab: Laboratory, chance: Chance) => {
    const people = await lab.people();
    const files = people[change.of ?? 'shown'];
    const changed = change.apply(files, { key: people.key, chance });
    let path: string;
    if (changed instanceof Uint8Array) {
      path = lab.place('bundle.zip');
      writeFileSync(path, changed);
    } else path = zipped(lab, changed);
    const answer = await standAlone(lab, [path, '--fingerprint', fingerprintOf(files)]);
    const { codes } = change;
    const named = answer.report?.failures.find(({ code }) => codes?.includes(code));
    if (named !== undefined) return { change: '', seen: [{ check: 'stand-alone verifier', words: named.text }] };
    const seen = bundleSighting(answer);
    if (codes === undefined || seen === undefined) return { change: '', seen: seen === undefined ? [] : [seen] };
    const words = `not ${codes.join(' or ')}, but: ${answer.report?.failures.map(({ code }) => code).join(', ') ?? answer.err}`;
    return { change: '', seen: [seen], missed: [{ check: 'stand-alone verifier', words }] };
  },
});
