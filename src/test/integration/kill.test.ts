/**
 * `kill -9` at any moment of an ingest: the next open finds a whole log, and the same command goes on where it stopped.
 *
 * The real command line in a process of its own, killed at seeded random moments between its start and its end.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { fillCase, makeCase, PASSPHRASE, temporaryFolder, verify, writeAuditLines } from '../helpers/temporary-case.ts';

const SEED = 4711;
const KILLS = 100;
const LANES = 2;
const EVENTS_PER_FILE = 20_000;
const FILES = 4;

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** Runs an ingest and kills it after `afterMs`; resolves with whether it had ended by itself. */
async function ingestKilledAfter(
  dir: string,
  evidence: string,
  passphraseFile: string,
  afterMs: number,
): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [main, 'ingest', evidence, '--case', dir, '--passphrase-file', passphraseFile, '--json'],
    {
      stdio: 'ignore',
    },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  clearTimeout(timer);
  return code !== null;
}

describe('an ingest that is killed at any moment', () => {
  const folder = temporaryFolder();
  const evidence = join(folder.path, 'evidence');
  const passphraseFile = join(folder.path, 'passphrase');
  let wholeMs = 0;

  beforeAll(async () => {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(evidence);
    for (let i = 0; i < FILES; i++) writeAuditLines(join(evidence, `${i}.jsonl`), EVENTS_PER_FILE, i * EVENTS_PER_FILE);
    writeFileSync(passphraseFile, PASSPHRASE);
    const dir = join(folder.path, 'whole');
    await makeCase(dir);
    const started = performance.now();
    expect(await ingestKilledAfter(dir, evidence, passphraseFile, 120_000)).toBe(true);
    wholeMs = performance.now() - started;
  });

  afterAll(() => folder.remove());

  it(`leaves a log that verifies after each of ${KILLS} kills, and loses nothing in the end`, async () => {
    let state = SEED;
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const moments = Array.from({ length: KILLS }, () => random() * wholeMs * 1.1);
    let killed = 0;
    const lane = async (name: string): Promise<void> => {
      let round = 0;
      let dir = '';
      for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) {
        // Every fourth kill begins a new case; between, the same case is killed again and again.
        if (round % 4 === 0) {
          dir = join(folder.path, `${name}-${round}`);
          await makeCase(dir);
        }
        round++;
        if (!(await ingestKilledAfter(dir, evidence, passphraseFile, moment))) killed++;
        const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
        const about = `${name}, round ${round}, killed after ${Math.round(moment)} ms, seed ${SEED}`;
        expect(writer.readOnlyReason, about).toBeUndefined();
        const opened = { dir, origin: writer.origin, dataKey: writer.dataKey.slice() };
        writer.close();
        expect(await verify(opened, 'fast'), about).toMatchObject({ verdict: 'intact', findings: [] });
        if (round % 4 !== 0) continue;
        const { result } = await fillCase(dir, { paths: [evidence] });
        expect(
          result.sources
            .filter((source) => source.duplicateOf === undefined)
            .every(({ findings }) => findings.length === 0),
          about,
        ).toBe(true);
        const after = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
        expect(after.info().eventCount, about).toBe(FILES * EVENTS_PER_FILE);
        after.close();
        expect(await verify(opened, 'strict'), about).toMatchObject({ verdict: 'intact', findings: [] });
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, i) => lane(`lane${i}`)));
    // The moments are spread over the whole run, so that most must hit it alive.
    expect(killed).toBeGreaterThan(KILLS / 2);
  }, 1_200_000);
});
