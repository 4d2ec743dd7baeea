import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBundle, POLICY } from '../testing/bundle-maker.ts';
import type { Files } from '../testing/memory-folder.ts';
import { writeZip } from '../testing/zip-writer.ts';
import { useHashEngine, nobleEngine } from '../base/hash.ts';
import type { Report } from '../bundle/report.ts';
import { useEd25519Engine } from '../sign/ed25519.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'verifier-'));
const at = (name: string): string => join(folder, name);
const zipOf = (files: Files, inside = ''): Uint8Array =>
  writeZip(Object.entries(files).map(([path, bytes]) => ({ path: inside + path, bytes: bytes as Uint8Array })));

beforeAll(() => {
  const earlier = makeBundle({ events: 20 });
  const later = makeBundle({
    events: 20,
    hasMarks: true,
    more: (log) => {
      for (let i = 0; i < 3; i++) {
        log.add('annotation', { act: 'comment', text: `${i}` });
        log.seal('act');
      }
    },
  });
  for (const [path, bytes] of Object.entries(later)) {
    mkdirSync(dirname(at(`later/${path}`)), { recursive: true });
    writeFileSync(at(`later/${path}`), bytes);
  }
  writeFileSync(at('earlier.zip'), zipOf(earlier, 'bundle/'));
  writeFileSync(at('other.zip'), zipOf(makeBundle({ events: 5 })));
  writeFileSync(at('policy.txt'), POLICY);
  writeFileSync(at('wrong-policy.txt'), 'trust everybody\n');
  const [, line = ''] = new TextDecoder().decode(later['data/case/heads.ndjson'] as Uint8Array).split('\n');
  writeFileSync(at('paper.txt'), `${(JSON.parse(line) as { note: string }).note.split('\n').slice(0, 3).join('\n')}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  useHashEngine(nobleEngine);
  useEd25519Engine(undefined);
});
const json = async (...words: string[]): Promise<Report> =>
  JSON.parse((await run([...words, '--json'], undefined)).out) as Report;

describe('the command', () => {
  it('reads a folder, and a zip file with the bundle in its only folder', async () => {
    expect([(await json(at('later'))).verdict, (await json(at('earlier.zip'))).verdict]).toEqual([
      'INTACT, SIGNER UNKNOWN',
      'INTACT, SIGNER UNKNOWN',
    ]);
  });

  it('is confirmed by the witness of the given policy, and by three lines from paper', async () => {
    const report = await json(at('later'), '--policy', at('policy.txt'), '--earlier', at('paper.txt'));
    expect(report.marks.map(({ kind, who }) => [kind, who])).toEqual([
      ['witnesses', '“w”'],
      ['earlier-head', '“paper.txt”'],
    ]);
  });

  it.skipIf(!existsSync('/proc/self/fd'))('lets go of every file it read', async () => {
    // Descriptors of files alone: the test runner has pipes and sockets that come and go.
    const filesOpen = (): string[] =>
      readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          return [readlinkSync(`/proc/self/fd/${fd}`)].filter((target) => target.startsWith(folder));
        } catch {
          return [];
        }
      });
    await run([at('later'), '--earlier', at('earlier.zip')], undefined);
    await run([at('earlier.zip')], undefined);
    await run([at('paper.txt')], undefined);
    expect(filesOpen()).toEqual([]);
  });

  it('compares two bundles in either order: one history, or two', async () => {
    const words = [at('earlier.zip'), at('later')];
    // Each export is a record of its own, so two exports of one moment are two histories: what is between counts.
    const [forward, back] = await Promise.all([
      run(['compare', ...words], undefined),
      run(['compare', ...words.toReversed()], undefined),
    ]);
    expect([forward.exitCode, back.exitCode]).toEqual([1, 1]);
    expect(forward.out).toContain('Two different histories carry the same workstation’s signature');
    expect(back.out).toBe(forward.out);
    const same = await run(['compare', at('later'), at('later')], undefined);
    expect([same.exitCode, same.out.includes('is the beginning of this log')]).toEqual([0, true]);
  });

  it.each([
    ['a policy that is none', ['--policy', 'wrong-policy.txt']],
    ['an earlier head that is none', ['--earlier', 'policy.txt']],
    ['a file that is not there', ['--tsa-root', 'nothing']],
    ['a certificate that is none', ['--tsa-root', 'policy.txt']],
    ['a block that is none', ['--bitcoin', '1:2']],
  ])('with %s gives no verdict', async (_, [option = '', value = '']) => {
    const { exitCode, out, err } = await run(
      [at('later'), option, option === '--bitcoin' ? value : at(value)],
      undefined,
    );
    expect([exitCode, out, err.startsWith('CANNOT CHECK: ')]).toEqual([2, '', true]);
  });

  it('says what it can do', async () => {
    expect((await run(['--help'], undefined)).out).toContain('--fingerprint');
    expect((await run(['--version'], undefined)).out).toBe('audittrail-verifier 1\n');
  });
});
