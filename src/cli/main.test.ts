import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../host/create-host.ts';
import { AppError } from '../shared/errors.ts';
import {
  memoryCase,
  memoryEngine,
  memoryEvent,
  MEMORY_PASSPHRASE,
  type MemoryCase,
} from '../test/helpers/memory-case.ts';
import { runProgram } from './main.ts';
import type { Terminal } from './terminal.ts';

interface Ran {
  exitCode: number;
  out: string;
  notes: string;
  progress: string[];
}

const NO_PLACE = { hasDisplay: false, folders: { config: '/nowhere/config', data: '/nowhere/data' } };

interface Given {
  passphrase?: string | null;
  answers?: string[];
  signal?: AbortSignal;
  isWatched?: boolean;
}

async function audittrail(state: MemoryCase, args: string[], given: Given = {}): Promise<Ran> {
  const out: string[] = [];
  const notes: string[] = [];
  const progress: string[] = [];
  const answers = [...(given.answers ?? [])];
  const terminal: Terminal = {
    print: (text) => void out.push(text),
    note: (line) => void notes.push(line),
    progress: (text) => void progress.push(text),
    askSecret: async () => {
      const answer = answers.shift();
      if (answer === undefined) throw new AppError('PASSPHRASE_MISSING', 'A passphrase is needed');
      return answer;
    },
    onEnter: () => () => undefined,
    isWatched: given.isWatched ?? false,
    widthColumns: undefined,
    flush: async () => {},
  };
  const passphrase = given.passphrase === undefined ? MEMORY_PASSPHRASE : given.passphrase;
  const exitCode = await runProgram({
    config: { ...NO_PLACE, args, debug: false, colour: false, ...(passphrase === null ? {} : { passphrase }) },
    terminal,
    signal: given.signal ?? new AbortController().signal,
    makeHost: () => createHost({ cases: memoryEngine(state), checkOutput: true }),
  });
  return { exitCode, out: out.join(''), notes: notes.join('\n'), progress };
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'audittrail-cli-'));
});
afterAll(async () => rm(dir, { recursive: true, force: true }));

const source = (overrides: object) => ({
  path: '/logs/a.log',
  format: 'text' as const,
  parserVersion: '1',
  sha256: 'a'.repeat(64),
  sizeBytes: 2048,
  mtime: null,
  recordCount: 3,
  eventCount: 3,
  ambiguousCount: 0,
  rejectedCount: 0,
  rejectedByReason: {},
  rejections: [],
  notes: [],
  noteCount: 0,
  firstTime: null,
  lastTime: null,
  withoutTimeCount: 0,
  gaps: [],
  findings: [],
  ...overrides,
});
const ingested = (overrides: object) => ({
  sources: [source(overrides)],
  totals: { recordCount: 3, eventCount: 3, ambiguousCount: 0, rejectedCount: 0 },
});

describe('--json', () => {
  it('prints one document and nothing else, for every command that reads a case', async () => {
    const commands = [
      ['case', 'show'],
      ['case', 'operators'],
      ['verify'],
      ['search', '*'],
      ['search', '*', '--count', '--histogram', '--top', 'source.userId', '--lanes', 'source.userId'],
      ['search', '*', '--offset', '1'],
      ['search', '*', '--fold'],
      ['event', '3', '--around', '1', '--query', 'second', '--within', '60'],
      ['fields'],
      ['coverage'],
      ['event', '3'],
      ['event', '3', '--proof'],
      ['event', '3', '--check-proof'],
      ['event', '3', '--raw', '--context', '16'],
      ['event', '3', '--record'],
      ['custody'],
    ];
    for (const command of commands) {
      const ran = await audittrail(memoryCase(), [...command, '--case', '/case', '--json'], { isWatched: true });
      expect(ran.out.split('\n')).toHaveLength(2);
      expect(() => JSON.parse(ran.out)).not.toThrow();
      expect([ran.exitCode, ran.notes, ran.progress.join('')]).toEqual([0, '', '']);
    }
  });

  it('has the shapes that scripts rely on', async () => {
    const state = memoryCase({ ingestResult: ingested({}) });
    const json = async (...args: string[]) =>
      JSON.parse((await audittrail(state, [...args, '--case', '/case', '--json'])).out) as unknown;
    expect(await json('ingest', '/logs')).toEqual(state.ingestResult);
    expect(await json('verify')).toEqual(state.verifyReport);
    expect(await json('search', '*')).toEqual({ total: 2, events: state.events, nextCursor: null });
    const out = join(dir, 'rows.csv');
    expect(await json('export', '--query', '*', '--format', 'csv', '--out', out)).toMatchObject({ rows: 2, path: out });
  });

  it('carries an error as a document too, beside the sentence for the person', async () => {
    const ran = await audittrail(memoryCase(), ['event', '99', '--case', '/case', '--json']);
    expect(JSON.parse(ran.out)).toMatchObject({ error: { code: 'RECORD_NOT_FOUND', blame: 'input' } });
    expect([ran.exitCode, ran.notes]).toEqual([2, 'audittrail: There is no event 99 [RECORD_NOT_FOUND]']);
  });
});

describe('exit codes', () => {
  it('tell an intact case, a broken one and one that could not be checked apart', async () => {
    const verify = async (verdict: 'intact' | 'broken' | 'indeterminate') => {
      const state = memoryCase();
      state.verifyReport = { ...state.verifyReport, verdict };
      return (await audittrail(state, ['verify', '--case', '/case'])).exitCode;
    };
    expect([await verify('intact'), await verify('broken'), await verify('indeterminate')]).toEqual([0, 1, 2]);
  });

  it('says of another case that it is one, and not that it was changed', async () => {
    const state = memoryCase();
    const findings = [
      { kind: 'other-case', seq: 0, expected: 'a', actual: 'b', message: 'This comes from another case' },
    ];
    const report = { verdict: 'broken', rootOfTrust: 'different', findings, findingCount: 1 } as const;
    state.verifyReport = { ...state.verifyReport, ...report, findings };
    const { out, exitCode } = await audittrail(state, ['verify', '--case', '/case', '--fingerprint', 'a'.repeat(40)]);
    expect([exitCode, out]).toEqual([
      1,
      expect.stringContaining('is not the case the fingerprint was written down for'),
    ]);
    expect(out).not.toContain('at these places');
    const wrong = await audittrail(state, ['verify', '--case', '/case', '--fingerprint', 'abc']);
    expect([wrong.exitCode, wrong.notes]).toEqual([2, expect.stringContaining('[CLI_USAGE]')]);
  });

  it('are 1 for a source that was refused, rejected in part or failed its own checks, and 0 for a known one', async () => {
    const ingest = async (overrides: object) =>
      (await audittrail(memoryCase({ ingestResult: ingested(overrides) }), ['ingest', '/logs', '--case', '/case']))
        .exitCode;
    expect(await ingest({})).toBe(0);
    expect(await ingest({ format: null })).toBe(1);
    expect(await ingest({ rejectedCount: 1 })).toBe(1);
    expect(await ingest({ findings: [{ kind: 'chunk-checksum-bad', message: 'x' }] })).toBe(1);
    expect(await ingest({ format: null, duplicateOf: 4 })).toBe(0);
    const link = { kind: 'symbolic-link', level: 'info', message: 'A link; it was not followed' };
    expect(await ingest({ format: null, findings: [link] })).toBe(0);
    expect(await ingest({ format: null, findings: [{ ...link, level: 'warning' }] })).toBe(1);
  });

  it('are 2, with one clear sentence, for what can not be understood', async () => {
    const say = async (...args: string[]) => {
      const { exitCode, notes, out } = await audittrail(memoryCase(), args);
      return [exitCode, notes, out];
    };
    expect(await say('serach', 'x')).toEqual([
      2,
      'audittrail: There is no command called "serach"; audittrail --help lists them all [CLI_USAGE]',
      '',
    ]);
    expect((await say('search', 'x', '--case', '/c', '--lmit', '5'))[1]).toBe(
      'audittrail: There is no option --lmit here; see audittrail search --help [CLI_USAGE]',
    );
    expect((await say('search', 'x'))[1]).toMatch(/Say where to look: --case DIR or --bundle PATH/);
    expect((await say('search', '--case', '/c'))[1]).toMatch(/QUERY is missing/);
    expect((await say('search', 'x', 'y', '--case', '/c'))[1]).toMatch(/"y" is one word too many/);
    expect((await say('search', 'x', '--case', '/c', '--limit', '-1'))[1]).toMatch(/--limit must be a whole number/);
    expect((await say('ingest', 'x', '--case', '/c', '--timezone', 'Europe/Berln'))[1]).toMatch(
      /--timezone must be a name .* or an offset .*, not "Europe\/Berln"/,
    );
    expect((await say('ingest', 'x', '--case', '/c', '--year', '1969'))[1]).toMatch(/--year must be .* 1970 to 2200/);
    expect((await say('ingest', 'x', '--case', '/c', '--year', '2e3'))[1]).toMatch(/--year must be a whole number/);
    expect((await say('search', 'x', '--case'))[1]).toMatch(/--case needs a value/);
    expect((await say('verify', '--case', '/c', '--fast=yes'))[1]).toMatch(/--fast takes no value/);
    expect((await say('case', 'burn', 'x'))[1]).toMatch(/no command called "case burn"/);
    expect((await say('export', '--case', '/c', '--query', 'x', '--format', 'pdf', '--out', 'x'))[1]).toMatch(
      /--format must be one of csv, jsonl/,
    );
  });

  it('are 130 after Ctrl-C, with the job stopped and the case closed', async () => {
    const state = memoryCase({ gate: new Promise(() => {}) });
    const abort = new AbortController();
    const running = audittrail(state, ['verify', '--case', '/case'], { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    const ran = await running;
    expect([ran.exitCode, ran.out, state.closed]).toEqual([130, '', 1]);
    expect(ran.notes).toMatch(/^Stopped\./);
  });
});

describe('values', () => {
  it('may begin with a dash, as a zone west of Greenwich does', async () => {
    const ran = await audittrail(memoryCase(), ['ingest', '/l', '--case', '/case', '--timezone', '-05:00', '--json']);
    expect(ran.exitCode).toBe(0);
  });

  it('may follow --, where a query looks like an option', async () => {
    const state = memoryCase({ events: [memoryEvent(1, 'run --help now')] });
    const ran = await audittrail(state, ['search', '--case', '/case', '--json', '--', '--help']);
    expect(JSON.parse(ran.out)).toMatchObject({ total: 1 });
  });
});

describe('the passphrase', () => {
  it('comes from a file before the environment, and from the terminal last', async () => {
    const file = join(dir, 'passphrase');
    await writeFile(file, `${MEMORY_PASSPHRASE}\r\nsecond line\n`);
    const show = ['case', 'show', '--case', '/case'];
    const byFile = await audittrail(memoryCase(), [...show, '--passphrase-file', file], { passphrase: 'wrong' });
    const asked = await audittrail(memoryCase(), show, { passphrase: null, answers: [MEMORY_PASSPHRASE] });
    const nobody = await audittrail(memoryCase(), show, { passphrase: null });
    const wrong = await audittrail(memoryCase(), show, { passphrase: 'wrong' });
    expect([byFile.exitCode, asked.exitCode, nobody.exitCode, wrong.exitCode]).toEqual([0, 0, 2, 2]);
    expect([nobody.notes, wrong.notes].map((note) => /\[(\w+)\]$/.exec(note)?.[1])).toEqual([
      'PASSPHRASE_MISSING',
      'VAULT_KEY_WRONG',
    ]);
  });

  it('of a new case is typed twice, and both times the same', async () => {
    const create = ['case', 'create', '/new', '--name', 'New'];
    const same = await audittrail(memoryCase(), create, { passphrase: null, answers: ['long one', 'long one'] });
    const differing = await audittrail(memoryCase(), create, { passphrase: null, answers: ['long one', 'long two'] });
    expect([same.exitCode, differing.exitCode]).toEqual([0, 2]);
    expect(same.out).toMatch(/Fingerprint +00000-11111/);
  });
});

describe('what a person reads', () => {
  it('shows no control character, colour or reordering that evidence brings along', async () => {
    const hostile = 'a\u001b[31mred\u001b[0m\u202egnp.exe\u0007\u009b2J\nnext\u2066';
    const state = memoryCase({ events: [memoryEvent(1, hostile)] });
    for (const args of [
      ['search', '*'],
      ['event', '1'],
      ['event', '1', '--json'],
      ['search', '*', '--json'],
    ]) {
      const { out } = await audittrail(state, [...args, '--case', '/case']);
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    const { out } = await audittrail(state, ['search', '*', '--case', '/case']);
    expect(out).toContain('a\\u001b[31mred\\u001b[0m\\u202egnp.exe\\u0007\\u009b2J\\nnext\\u2066');
  });

  it('says where a query may mean something else, in JSON too', async () => {
    const notices = [{ from: 6, to: 8, message: '"or" is searched as a word', hint: 'Write OR in capitals' }];
    const state = memoryCase({ notices, events: [] });
    for (const options of [
      [],
      ['--fold'],
      ['--count'],
      ['--histogram'],
      ['--top', 'source.ip'],
      ['--lanes', 'source.ip'],
    ]) {
      const args = ['search', 'error or fail', '--case', '/case', ...options];
      const { out } = await audittrail(state, args);
      expect(out).toMatch(/meant:\n {2}"or" is searched as a word: Write OR in capitals\n$/);
      expect(JSON.parse((await audittrail(state, [...args, '--json'])).out)).toMatchObject({ notices });
    }
  });

  it('says how to get the next page', async () => {
    const { out } = await audittrail(memoryCase(), ['search', '*', '--case', '/case', '--limit', '1']);
    expect(out).toContain('1 of 2 events\nThe next page: --cursor 1\n');
  });

  it('names the place and both values of a finding, and what nobody outside confirms', async () => {
    const state = memoryCase();
    const [one, other] = ['a'.repeat(40), 'b'.repeat(40)];
    const findings = [
      { kind: 'log-truncated', expected: '9', actual: '6', message: 'Cut off' },
      { kind: 'digest-mismatch', seq: 4, expected: one, actual: other, message: 'Record changed' },
      { kind: 'tile-mismatch', seq: 0, message: 'Stored hashes are others' },
      { kind: 'raw-mismatch', seq: 2, expected: `${one}1`, actual: `${one}2`, message: 'Bytes changed' },
    ];
    const notices = ['The clock was set back'];
    state.verifyReport = { ...state.verifyReport, verdict: 'broken', findings, findingCount: 1200, badRecordCount: 2 };
    state.verifyReport.notices = notices;
    const { out } = await audittrail(state, ['verify', '--case', '/case']);
    expect(out).toBe(
      [
        'BROKEN: 6 records, signed head over 6, checked strictly in 0.1 s',
        'Own signature only: nobody outside this workstation confirms it yet.',
        'The root of trust was not given: no fingerprint was compared (--fingerprint).',
        '',
        '1,200 findings, 2 bad records:',
        `  record 2: Bytes changed [raw-mismatch], expected ${one}1, found ${one}2`,
        '  record 4: Record changed [digest-mismatch], expected aaaaaaaaaaaaaaaa…, found bbbbbbbbbbbbbbbb…',
        '  Cut off [log-truncated], expected 9, found 6',
        '  record 0: Stored hashes are others [tile-mismatch]',
        '  and 1,196 that are not listed',
        '',
        'Worth knowing:',
        '  The clock was set back',
        '',
        'It proves that what is stored at these places is not what was recorded.',
        'It does not prove who or what changed it, or when: a failing disk can look the same.',
        '',
      ].join('\n'),
    );
  });

  it('shows a few findings of each kind, and counts the rest', async () => {
    const state = memoryCase();
    const findings = Array.from({ length: 9 }, (_, seq) => ({
      kind: 'seq-mismatch',
      seq,
      message: `Record ${seq} moved`,
    }));
    state.verifyReport = { ...state.verifyReport, verdict: 'broken', findings, findingCount: 9, badRecordCount: 9 };
    const { out } = await audittrail(state, ['verify', '--case', '/case']);
    expect(out).toContain('  Record 4 moved [seq-mismatch]\n  and 4 more [seq-mismatch] (--json)\n\n');
  });

  it('shows of a damaged case what can be read, and never an empty list in place of the rest', async () => {
    const state = memoryCase({ damage: 'Record 4 is not what was sealed' });
    const show = ['case', 'show', '--case', '/case'];
    const { out, exitCode } = await audittrail(state, show);
    expect([exitCode, out]).toEqual([2, expect.stringMatching(/Fingerprint +0000.*Damaged +Record 4 is not/s)]);
    const json = JSON.parse((await audittrail(state, [...show, '--json'])).out) as object;
    expect(json).toMatchObject({ name: 'Test case', sources: null, problem: 'Record 4 is not what was sealed' });
  });

  it('says when the newest head was made, and who has a key', async () => {
    const seal = { seq: 4, kind: 'seal' as const, at: '2026-01-02T03:04:05Z', body: {} };
    const { out } = await audittrail(memoryCase({ records: [seal] }), ['case', 'show', '--case', '/case']);
    expect(out).toMatch(
      /Log +6 records, 1 recorded but not yet sealed\nHead +signed over 5 records, sealed 2026-01-02T03:04:05Z/,
    );
  });

  it('says what an intact case proves, and what only a person can compare', async () => {
    const { out } = await audittrail(memoryCase(), ['verify', '--case', '/case']);
    expect(out).toMatch(/^It proves that .* the originals it keeps are those the events were read from\.$/m);
    expect(out).toMatch(/^It does not prove that this is the case you know \(compare the fingerprint 00000-11111/m);
  });

  it('says that nothing can be recorded in a read-only case', async () => {
    const { notes } = await audittrail(memoryCase({ readOnlyReason: 'read-only medium' }), ['verify', '--case', '/c']);
    expect(notes).toMatch(/^Read-only: read-only medium\./);
  });

  it('shows progress only where somebody watches', async () => {
    const args = ['verify', '--case', '/case'];
    expect((await audittrail(memoryCase(), args)).progress.join('')).toBe('');
    expect((await audittrail(memoryCase(), args, { isWatched: true })).progress.join('')).toBe(
      'checking · 16 % · 1 of 6',
    );
  });
});

describe('help', () => {
  it('lists every command, and tells the usage of each', async () => {
    const { out, exitCode } = await audittrail(memoryCase(), ['--help']);
    expect(exitCode).toBe(0);
    const listed = [...out.matchAll(/^ {2}([a-z][a-z-]*(?: [a-z][a-z-]+)?) {2}/gmu)].map(([, name]) => name ?? '');
    expect(listed.length).toBeGreaterThan(10);
    for (const name of listed) {
      const help = await audittrail(memoryCase(), [...name.split(' '), '--help']);
      expect(help.out).toMatch(new RegExp(`^Usage: audittrail ${name}`));
    }
  });

  it('needs neither a case nor a passphrase', async () => {
    const ran = await audittrail(memoryCase(), ['ingest', '--help'], { passphrase: null });
    expect([ran.exitCode, ran.notes]).toEqual([0, '']);
  });
});
