/** Somebody with an older copy of the whole folder, and the keys in it: put back, cut to it, or gone on with elsewhere. */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { findNewestHead } from '../../host/vault/case-store.ts';
import { SeenHeads } from '../../host/vault/seen-heads.ts';
import { openDatabase } from '../../host/vault/sqlite.ts';
import { PASSPHRASE, type TestCase } from '../../test/helpers/temporary-case.ts';
import { resigned } from '../../verifier/testing/mutations.ts';
import { makeBundle } from '../../verifier/testing/bundle-maker.ts';
import type { Attack, Sighting, Trial } from '../attack.ts';
import { compareCheck, memoryCheck, unlockCheck, verifyCheck } from '../case-checks.ts';
import { CaseHands } from '../case-hands.ts';
import type { Laboratory } from '../laboratory.ts';
import { bundleSighting, standAlone, zipped } from '../stand-alone.ts';

const ROLLBACK = 'restore the whole case folder from an old copy';
const SPLIT = 'show A to one party and B to another';

/** A workstation that saw the case as it is now; and the newest head, as somebody could have kept it. */
async function seenCase(lab: Laboratory): Promise<TestCase & { seenDir: string; notePath: string }> {
  const intact = await lab.ground('records');
  const target = { ...intact, dir: lab.copyOf(intact.dir) };
  const seenDir = lab.place('workstation');
  (await CaseWriter.open({ dir: target.dir, passphrase: PASSPHRASE, seenDir })).close();
  const notePath = lab.place('head.note');
  const db = openDatabase(join(target.dir, 'case.db'), deriveKey(target.dataKey, 'db', 'case.db'), { readonly: true });
  writeFileSync(notePath, findNewestHead(db)?.note ?? '');
  db.close();
  const seen = SeenHeads.open(seenDir);
  if (seen.find(target.origin) === undefined) throw new Error('the workstation remembers nothing');
  seen.close();
  return { ...target, seenDir, notePath };
}

async function rolledBack(lab: Laboratory): Promise<TestCase & { seenDir: string; notePath: string }> {
  const seen = await seenCase(lab);
  rmSync(seen.dir, { recursive: true });
  cpSync(lab.beside('records', 'older'), seen.dir, { recursive: true });
  return seen;
}

const trial = (change: string, ...looks: (Sighting | undefined)[]): Trial => ({
  change,
  seen: looks.filter((look) => look !== undefined),
});

/** Lines, hashes and head of the newest batches, and no trace of them; the key file keeps to the log. */
async function cutTail(lab: Laboratory): Promise<TestCase & { seenDir: string; notePath: string }> {
  const seen = await seenCase(lab);
  const hands = new CaseHands(seen, () => 0);
  const sizes = hands.db.prepare('SELECT size FROM head ORDER BY size DESC LIMIT 2').pluck().all() as number[];
  hands.db.prepare('DELETE FROM head WHERE size > ?').run(sizes[1]);
  hands.db.prepare('DELETE FROM hot_block WHERE first_seq >= ?').run(sizes[1]);
  hands.rehash();
  hands.close();
  return seen;
}

/** One case, gone on with in two folders. */
async function forked(lab: Laboratory): Promise<{ dir: string; notePath: string }> {
  const intact = await lab.ground('records');
  const dirs = [lab.copyOf(intact.dir), lab.copyOf(intact.dir)] as const;
  const notePath = lab.place('head.note');
  for (const [index, dir] of dirs.entries()) {
    const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
    for (let act = 0; act <= index * 3; act++)
      await writer.record('search', { query: `${index} ${act}`, resultCount: 0 }, false);
    if (index === 0) writeFileSync(notePath, findNewestHead(writer.db)?.note ?? '');
    writer.close();
  }
  return { dir: dirs[1], notePath };
}

async function twoBundles(lab: Laboratory): Promise<Trial> {
  const say = (text: string) =>
    makeBundle({
      events: 30,
      more: (log) => {
        log.add('annotation', { act: 'comment', text });
        log.seal('act');
      },
    });
  const [a, b] = [zipped(lab, say('guilty')), zipped(lab, say('innocent'))];
  const answer = await standAlone(lab, ['compare', a, b]);
  const failures = (JSON.parse(answer.out) as { reports: { failures: { text: string }[] }[] }).reports.flatMap(
    (report) => report.failures,
  );
  const words = failures[0]?.text;
  return trial(
    'one annotation in two bundles',
    answer.exitCode === 1 && words !== undefined ? { check: 'stand-alone verifier', words } : undefined,
  );
}

/** A bundle that ends at an older head, given as if it were all there is. */
async function shortBundle(lab: Laboratory): Promise<Trial> {
  const files = makeBundle({ events: 30 });
  const text = new TextDecoder().decode(files['data/case/heads.ndjson'] as Uint8Array).trimEnd();
  const heads = text.split('\n').map((line) => JSON.parse(line) as { size: number; note: string });
  const kept = heads.slice(0, -1);
  const { size, note } = kept.at(-1) as { size: number; note: string };
  const lines = new TextDecoder()
    .decode(files['data/case/records.ndjson'] as Uint8Array)
    .split('\n')
    .slice(0, size);
  const utf8 = (content: string): Uint8Array => new TextEncoder().encode(content);
  const cut = resigned(
    {
      ...files,
      'data/case/records.ndjson': utf8(lines.map((line) => `${line}\n`).join('')),
      'data/case/heads.ndjson': utf8(`${text.split('\n').slice(0, -1).join('\n')}\n`),
      'data/case/head.note': utf8(note),
    },
    files,
  );
  return trial(`${size} of all records`, bundleSighting(await standAlone(lab, [zipped(lab, cut)])));
}

export const OLD_COPY: readonly Attack[] = [
  {
    name: 'puts an old copy of the whole folder back, epoch key and all',
    power: 'old copy',
    threat: ROLLBACK,
    attempt: async (lab) => {
      const { dir, seenDir } = await rolledBack(lab);
      return trial('at a workstation that saw the case', await memoryCheck(dir, seenDir));
    },
  },
  {
    name: 'the same at a workstation that never saw the case, and no mark',
    power: 'old copy',
    threat: ROLLBACK,
    byDesign: 'The old copy is a whole and honest case of that day; only somebody who saw more can tell',
    attempt: async (lab) => {
      const target = await rolledBack(lab);
      const { sighting } = await verifyCheck(target);
      return trial('at a fresh workstation', sighting, await unlockCheck(target));
    },
  },
  {
    name: 'the same at a workstation that never saw the case; somebody kept a head',
    power: 'old copy',
    threat: ROLLBACK,
    attempt: async (lab) => {
      const { dir, notePath } = await rolledBack(lab);
      return trial('at a fresh workstation', await compareCheck(dir, notePath));
    },
  },
  {
    name: 'cuts the newest records off and leaves no trace of them',
    power: 'old copy',
    threat: 'cut the tail',
    attempt: async (lab) => {
      const { dir, seenDir } = await cutTail(lab);
      return trial('at a workstation that saw the case', await memoryCheck(dir, seenDir));
    },
  },
  {
    name: 'the same; somebody kept a head',
    power: 'old copy',
    threat: 'cut the tail',
    attempt: async (lab) => {
      const { dir, notePath } = await cutTail(lab);
      return trial('at a fresh workstation', await compareCheck(dir, notePath));
    },
  },
  {
    name: 'gives a bundle that ends at an older head',
    power: 'old copy',
    threat: 'cut the tail',
    attempt: shortBundle,
  },
  {
    name: 'goes on with a copy elsewhere: two histories in two folders',
    power: 'old copy',
    threat: SPLIT,
    attempt: async (lab) => {
      const { dir, notePath } = await forked(lab);
      return trial('a head of the one, put to the other', await compareCheck(dir, notePath));
    },
  },
  {
    name: 'shows one history to one party and another to the next, each in a bundle',
    power: 'old copy',
    threat: SPLIT,
    attempt: twoBundles,
  },
  {
    name: 'unlocks with a passphrase that was changed since, and the key file of that time',
    power: 'old copy',
    threat: 'read the disk or a stolen case folder',
    byDesign:
      'A new passphrase wraps the same key anew: whoever kept the old file and knew the old passphrase has that key. Remove the operator, which makes a new key',
  },
];
