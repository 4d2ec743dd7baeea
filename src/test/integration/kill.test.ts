/**
 * `kill -9` at any moment of an ingest: the next open finds a whole log, and the same command goes on where it stopped.
 *
 * The real command line in a process of its own, killed at seeded random moments between its start and its end.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { fillCase, makeCase, PASSPHRASE, temporaryFolder, verify, writeAuditLines } from '../helpers/temporary-case.ts';

const SEED = 4711;
const KILLS = 100;
const LANES = 2;
const EVENTS_PER_FILE = 8_000;
const FILES = 4;
/** Files so small that they are made durable together. */
const SMALL_FILES = 300;
const EVENT_COUNT = FILES * EVENTS_PER_FILE + SMALL_FILES;

const main = fileURLToPath(new URL('../../cli/audittrail.js', import.meta.url));

/** Runs an ingest and kills it after `afterMs`; resolves with whether it had ended by itself. */
async function ingestKilledAfter(args: readonly string[], afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [main, 'ingest', ...args, '--json'], { stdio: 'ignore' });
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

  const argsFor = (dir: string): string[] => [evidence, '--case', dir, '--passphrase-file', passphraseFile];

  beforeAll(async () => {
    mkdirSync(evidence);
    for (let i = 0; i < FILES; i++) writeAuditLines(join(evidence, `${i}.jsonl`), EVENTS_PER_FILE, i * EVENTS_PER_FILE);
    for (let i = 0; i < SMALL_FILES; i++) {
      writeAuditLines(join(evidence, `small-${i}.jsonl`), 1, FILES * EVENTS_PER_FILE + i);
    }
    writeFileSync(passphraseFile, PASSPHRASE);
    const dir = join(folder.path, 'whole');
    await makeCase(dir);
    const started = performance.now();
    expect(await ingestKilledAfter(argsFor(dir), 120_000)).toBe(true);
    wholeMs = performance.now() - started;
  });

  afterAll(() => folder.remove());

  it(`leaves a log that verifies after each of ${KILLS} kills, and loses nothing in the end`, async () => {
    let state = SEED;
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    // Moments before the program has started tell nothing.
    const moments = Array.from({ length: KILLS }, () => (0.2 + 0.8 * random()) * wholeMs);
    let killed = 0;

    const killAt = async (dir: string, moment: number, extra: readonly string[]): Promise<void> => {
      if (!(await ingestKilledAfter([...argsFor(dir), ...extra], moment))) killed++;
      const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
      const about = `killed after ${Math.round(moment)} ms, seed ${SEED}`;
      expect(writer.readOnlyReason, about).toBeUndefined();
      const opened = { dir, origin: writer.origin, dataKey: writer.dataKey.slice() };
      writer.close();
      expect(await verify(opened, 'fast'), about).toMatchObject({ verdict: 'intact', findings: [] });
    };

    /** Killed in the middle, then run to its end: every event is there once. Then killed while it takes all in again. */
    const lane = async (name: string): Promise<void> => {
      for (let round = 0; moments.length > 0; round++) {
        const dir = join(folder.path, `${name}-${round}`);
        await makeCase(dir);
        await killAt(dir, moments.pop() ?? 0, []);
        const { origin, dataKey } = await fillCase(dir, { paths: [evidence] });
        const whole = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
        expect(whole.info().eventCount).toBe(EVENT_COUNT);
        whole.close();
        expect(await verify({ dir, origin, dataKey }, 'strict')).toMatchObject({ verdict: 'intact', findings: [] });
        for (let i = 0; i < 4 && moments.length > 0; i++) await killAt(dir, moments.pop() ?? 0, ['--again']);
        rmSync(dir, { recursive: true });
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, i) => lane(`lane${i}`)));
    // Most must have been hit alive, or the test would prove little.
    expect(killed).toBeGreaterThan(KILLS / 2);
  }, 1_200_000);
});
