/** Hundreds of changed bundles, every kind of file, every power; and changed zip files. Each is found, or says nothing. */
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { useHashEngine } from '../base/hash.ts';
import { sha256Hex } from '../base/hash.ts';
import { utf8 } from '../base/bytes.ts';
import { readWhole } from '../bag/folder.ts';
import { openZip } from '../bag/zip-folder.ts';
import { nodeEd25519, nodeEngine } from '../node/fast-crypto.ts';
import { BLOCK_HEIGHT, blockRootOf, type BundlePlan, makeBundle, POLICY } from '../testing/bundle-maker.ts';
import { type Files, memoryFile, memoryFolder } from '../testing/memory-folder.ts';
import { chance, isHarmless, mutate } from '../testing/mutations.ts';
import { writeZip } from '../testing/zip-writer.ts';
import { useEd25519Engine } from '../sign/ed25519.ts';
import { parsePolicy } from '../tlog/policy.ts';
import { type Options, verifyBundle } from './verify-bundle.ts';

useHashEngine(nodeEngine);
useEd25519Engine(nodeEd25519);
const SEED = 20_260_101;
const PLANS: Readonly<Record<string, BundlePlan>> = {
  'a whole case': { events: 40, hasMarks: true, hasProofs: true },
  'the result of a query': {
    events: 60,
    query: { text: 'ok', isMatch: (event) => event % 9 === 0 },
    privileged: (event) => event === 18,
    redacted: (event) => event === 27,
    hasProofs: true,
  },
};
const firstLine = (files: Files): string =>
  new TextDecoder().decode(files['data/case/records.ndjson'] as Uint8Array).split('\n')[0] as string;

const KIND_OF: Readonly<Record<string, string>> = { cosig: 'witnesses', ots: 'bitcoin' };
/** The root that the time stamp of the head before the last one leads to. */
function markedRoot(files: Files): string {
  const lines = new TextDecoder()
    .decode(files['data/case/heads.ndjson'] as Uint8Array)
    .trim()
    .split('\n');
  return blockRootOf((JSON.parse(lines.at(-2) as string) as { note: string }).note);
}

describe.each(Object.entries(PLANS))('%s', (name, plan) => {
  const files = makeBundle(plan);
  const options: Options = {
    fingerprint: sha256Hex(utf8(firstLine(files))).slice(0, 40),
    trust: { tsaRoots: [], policy: parsePolicy(POLICY), bitcoin: new Map([[BLOCK_HEIGHT, markedRoot(files)]]) },
    earlier: [],
    signers: 1,
  };

  it('is found out after every one of some hundred changes', async () => {
    const missed: string[] = [];
    const counts: Record<string, number> = {};
    let harmless = 0;
    for (let i = 0; i < 300; i++) {
      const mutation = mutate(files, SEED + i);
      if (mutation === undefined) continue;
      const { power, what, file } = mutation;
      counts[power] = (counts[power] ?? 0) + 1;
      const { exitCode, marks } = await verifyBundle(memoryFolder(mutation.files), options);
      if (exitCode === 1) continue;
      // A mark that an operator spoiled and signed for: it must confirm nothing, and that is all it can be asked.
      const mark = /\.(cosig|ots)$/u.exec(file)?.[1];
      if (power === 'signs' && mark !== undefined && !marks.some(({ kind }) => kind === KIND_OF[mark])) continue;
      if (isHarmless(mutation.files, files)) harmless += 1;
      else missed.push(`seed ${SEED + i}: ${power}: ${file}: ${what}`);
    }
    expect(missed).toEqual([]);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(30);
    process.stdout.write(`mutations of ${name}, seed ${SEED}: ${JSON.stringify(counts)}, ${harmless} harmless\n`);
  });

  it('as a zip file is found out, or gives the very same files', async () => {
    const zip = writeZip(
      Object.entries(files).map(([path, bytes]) => ({
        path,
        bytes: bytes as Uint8Array,
        isDeflated: path.endsWith('.ndjson'),
      })),
    );
    const pick = chance(SEED);
    const missed: string[] = [];
    for (let i = 0; i < 100; i++) {
      // Headers lie at the end, and between files: half of the changes go there.
      const at = i % 2 === 0 ? pick(zip.length) : zip.length - 1 - pick(2000);
      const bit = 1 << pick(8);
      const bytes = zip.map((byte, index) => (index === at ? byte ^ bit : byte));
      let read: Files | undefined;
      try {
        const folder = await openZip(memoryFile(bytes));
        if ((await verifyBundle(folder, options)).exitCode === 1) continue;
        read = Object.fromEntries(
          await Promise.all((await folder.list()).map(async ({ path }) => [path, await readWhole(folder, path, 1e8)])),
        );
      } catch {
        continue;
      }
      if (read === undefined || !isHarmless(read, files)) missed.push(`byte ${at}, bit ${bit}`);
    }
    expect(missed).toEqual([]);
  });
});
