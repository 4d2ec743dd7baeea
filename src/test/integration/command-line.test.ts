/** The program as a person starts it: a process, a case on disk, real threads. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, cp, mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditLog } from '../../engines/event/audit-event.ts';

const program = fileURLToPath(new URL('../../cli/audittrail.js', import.meta.url));
const PASSPHRASE = 'correct horse battery';

interface Ran {
  exitCode: number | null;
  out: string;
  err: string;
}

async function audittrail(args: string[], options: { passphrase?: string; stopAfterMs?: number } = {}): Promise<Ran> {
  const { passphrase = PASSPHRASE, stopAfterMs } = options;
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      PATH: process.env['PATH'],
      AUDITTRAIL_PASSPHRASE: passphrase,
      AUDITTRAIL_NEW_PASSPHRASE: 'another passphrase',
      XDG_DATA_HOME: workstationOf(args),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
  const timer = stopAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), stopAfterMs);
  const exitCode = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  clearTimeout(timer);
  return { exitCode, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') };
}

async function json(args: string[]): Promise<{ exitCode: number | null; value: Record<string, unknown> }> {
  const { exitCode, out, err } = await audittrail([...args, '--json']);
  if (!out.endsWith('}\n')) throw new Error(`no JSON document: ${out}${err}`);
  return { exitCode, value: JSON.parse(out) as Record<string, unknown> };
}

/** Copies of the case go on apart from it, which one workstation that saw both would call a rollback. */
const workstationOf = (args: readonly string[]): string =>
  at(args.includes(at('case')) ? 'workstation' : 'another-workstation');

let dir: string;
const at = (name: string): string => join(dir, name);
const inCase = (...args: string[]): string[] => [...args, '--case', at('case')];

const SYSLOG = [
  '<34>1 2026-03-01T10:00:00.123456Z gate sshd 4711 ID47 - Failed password for root from 192.0.2.7 port 4022 ssh2',
  '<34>1 2026-03-01T10:00:01Z gate sshd 4711 ID47 - Accepted password for ada from 192.0.2.8 port 4023 ssh2',
  '<13>1 2026-03-01T10:00:02Z gate cron 99 - - \u001b[31mjob\u001b[0m \u202eddone',
].join('\n');
const JSON_LINES =
  '{"time":"2026-03-01T11:00:00Z","user":"ada","message":"login"}\nnot json at all\n{"time":"2026-03-01T11:00:01Z","user":"bob","message":"logout"}\n';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'audittrail-program-'));
  await mkdir(at('logs'));
  await writeFile(at('logs/auth.log'), `${SYSLOG}\n`);
  const { exitCode, err } = await audittrail(['case', 'create', at('case'), '--name', 'Program']);
  if (exitCode !== 0) throw new Error(`the case could not be made: ${err}`);
});
afterAll(async () => rm(dir, { recursive: true, force: true }));

describe('the program', () => {
  it('takes a folder in, finds its events, exports them and verifies the case', async () => {
    const ingested = await json(inCase('ingest', at('logs')));
    expect(ingested).toMatchObject({
      exitCode: 0,
      value: { totals: { recordCount: 3, eventCount: 3, ambiguousCount: 0, rejectedCount: 0 } },
    });
    const [source] = ingested.value['sources'] as Record<string, unknown>[];
    const bytes = await readFile(at('logs/auth.log'));
    expect(source).toMatchObject({ format: 'syslog', sha256: createHash('sha256').update(bytes).digest('hex') });

    const found = await json(inCase('search', 'password'));
    expect(found.value['total']).toBe(2);
    for (const { origin } of found.value['events'] as AuditLog[]) {
      const raw = bytes.subarray(origin.offset, origin.offset + origin.length);
      expect(createHash('sha256').update(raw).digest('hex')).toBe(origin.rawHash);
    }

    const exported = await json(inCase('export', '--query', '*', '--format', 'jsonl', '--out', at('all.jsonl')));
    const rows = (await readFile(at('all.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditLog);
    const digests = rows.map(({ integrity }) => Buffer.from(integrity.hash.slice('sha256:'.length), 'hex'));
    expect(rows).toHaveLength(3);
    expect(exported.value).toMatchObject({
      rows: 3,
      sha256: createHash('sha256')
        .update(await readFile(at('all.jsonl')))
        .digest('hex'),
      rowDigest: createHash('sha256').update(Buffer.concat(digests)).digest('hex'),
    });

    expect(await json(inCase('verify'))).toMatchObject({
      exitCode: 0,
      value: { verdict: 'intact', mode: 'strict', confirmedOutside: 0, findings: [] },
    });
  });

  it('adds nothing when the same folder is taken in again', async () => {
    const again = await json(inCase('ingest', at('logs')));
    expect(again).toMatchObject({ exitCode: 0, value: { totals: { eventCount: 0 } } });
    expect((again.value['sources'] as { duplicateOf?: number }[])[0]?.duplicateOf).toEqual(expect.any(Number));
  });

  it('ends with 1 where a record was rejected, and keeps the rest', async () => {
    await writeFile(at('mixed.jsonl'), JSON_LINES);
    const mixed = await json(inCase('ingest', at('mixed.jsonl')));
    expect(mixed).toMatchObject({
      exitCode: 1,
      value: { sources: [{ format: 'json', recordCount: 3, eventCount: 2, rejectedCount: 1 }] },
    });
  });

  it('has every search, export and check of this test on record, with its operator', async () => {
    const { value } = await json(inCase('custody'));
    const records = value['records'] as { kind: string; body: Record<string, unknown> }[];
    const acts = records.filter(({ kind }) => ['search', 'export', 'verify'].includes(kind));
    expect(acts.map(({ kind, body }) => [kind, body['operatorId'], body['query'] ?? body['verdict']])).toEqual([
      ['search', 'lead', 'password'],
      ['export', 'lead', '*'],
      ['verify', 'lead', 'intact'],
    ]);
    expect(records.filter(({ kind }) => kind === 'unlock').length).toBeGreaterThan(4);
  });

  it('shows one event and the proof that it is in the log', async () => {
    const found = await json(inCase('search', 'root', '--limit', '1'));
    const [event] = found.value['events'] as AuditLog[];
    const seq = String(event?.seq);
    expect((await json(inCase('event', seq))).value).toEqual(event);
    const proof = await audittrail(inCase('event', seq, '--proof'));
    expect(proof.out).toMatch(/^c2sp\.org\/tlog-proof@v1\n/u);
  });

  it('shows nothing that could act on the terminal', async () => {
    const { out } = await audittrail(inCase('search', '*'));
    expect(out).toContain('\\u001b[31mjob');
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('annotates what a query finds, finds it by its tag, exports it, and takes the act back', async () => {
    const tagged = await json(inCase('annotate', '--query', 'password', '--expect', '2', '--tag', 'to check'));
    expect(tagged).toMatchObject({ exitCode: 0, value: { targetCount: 2 } });
    const query = 'note.tag:"to check" root';
    const found = await json(inCase('search', query));
    const [event] = found.value['events'] as AuditLog[];
    expect(found.value['total']).toBe(1);
    const exported = await json(inCase('export', '--query', query, '--format', 'csv', '--out', at('tagged.csv')));
    expect(exported.value).toMatchObject({ rows: 1 });
    const seq = String(event?.seq);
    await json(inCase('annotate', '--seq', seq, '--comment', 'who was root\u001b[31m then?'));
    const listed = await audittrail(inCase('annotations'));
    expect(listed.out).toContain('to check');
    expect(listed.out).not.toContain('\u001b');
    const undone = await json(inCase('annotate', '--undo', String(tagged.value['recordSeq'])));
    expect(undone.value).toMatchObject({ undone: { act: 'tag', tag: 'to check' } });
    expect((await json(inCase('search', query, '--count'))).value['total']).toBe(0);
    const history = await json(inCase('annotations', '--seq', seq));
    const acts = history.value['annotations'] as { act: string; isEffective: boolean }[];
    expect(acts.map(({ act, isEffective }) => [act, isEffective])).toEqual([
      ['tag', false],
      ['comment', true],
      ['undo', true],
    ]);
    expect((await audittrail(inCase('annotate', '--seq', seq, '--star', '--tag', 'x'))).exitCode).toBe(2);
    expect((await json(inCase('queries', '--limit', '1'))).value).toMatchObject({
      queries: [{ query, resultCount: 0 }],
    });
    expect((await json(inCase('views'))).value).toEqual({ views: [] });
  });

  it('points at the mistake in a query', async () => {
    const { exitCode, out, err } = await audittrail(inCase('search', 'a AND (b'));
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(/^ {2}a AND \(b\n {2} {6}\^+\naudittrail: .* \[SEARCH_SYNTAX\]\n$/u);
  });

  it('refuses a wrong passphrase, and remembers that somebody tried', async () => {
    const wrong = await audittrail(inCase('case', 'show'), { passphrase: 'not the passphrase' });
    expect([wrong.exitCode, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('[VAULT_KEY_WRONG]');
    const { value } = await json(inCase('custody', '--kind', 'unlock-failed'));
    expect(value['records']).toHaveLength(1);
  });

  it('lets an auditor look and check, but add nothing', async () => {
    const added = await audittrail(inCase('case', 'add-operator', 'olga', '--role', 'auditor', '--name', 'Olga'));
    expect([added.exitCode, added.err]).toEqual([0, '']);
    const asOlga = async (...args: string[]) =>
      audittrail([...inCase(...args), '--operator', 'olga'], { passphrase: 'another passphrase' });
    expect((await asOlga('verify', '--fast')).exitCode).toBe(0);
    const refused = await asOlga('ingest', at('logs'), '--again');
    expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining('[ROLE_FORBIDDEN]')]);
  });

  it('names the damage of a case that was tampered with, and ends with 1 or 2, never with 0', async () => {
    await mkdir(at('copy'));
    for (const name of await readdir(at('case'), { recursive: true, withFileTypes: true })) {
      const from = join(name.parentPath, name.name);
      const to = from.replace(at('case'), at('copy'));
      if (name.isDirectory()) await mkdir(to, { recursive: true });
      else {
        await mkdir(join(to, '..'), { recursive: true });
        await copyFile(from, to);
      }
    }
    const db = await readFile(join(at('copy'), 'case.db'));
    for (let page = Math.floor(db.length / 2); page < db.length; page += 4096) db[page] = (db[page] ?? 0) ^ 0xff;
    await writeFile(join(at('copy'), 'case.db'), db);
    const { exitCode, out, err } = await audittrail(['verify', '--case', at('copy')]);
    expect([1, 2]).toContain(exitCode);
    expect(out).not.toContain('INTACT');
    expect(out + err).toMatch(/BROKEN|NOT FULLY CHECKED|\[[A-Z_]+\]/u);
  });

  it('tells this case from another by its fingerprint', async () => {
    const { value } = await json(inCase('case', 'show'));
    const fingerprint = String(value['fingerprint']);
    const own = await audittrail(
      inCase('verify', '--fast', '--fingerprint', fingerprint.toUpperCase().replaceAll('-', ' ')),
    );
    expect([own.exitCode, own.out]).toEqual([0, expect.stringContaining('this is that case')]);
    const wrong = fingerprint.replace(/[0-9a-f]$/u, (digit) => (digit === '0' ? '1' : '0'));
    const other = await json(inCase('verify', '--fast', '--fingerprint', wrong));
    expect(other).toMatchObject({
      exitCode: 1,
      value: {
        verdict: 'broken',
        rootOfTrust: 'different',
        findings: [{ kind: 'other-case', seq: 0, expected: wrong, actual: fingerprint }],
      },
    });
    const unsaid = await audittrail(inCase('verify', '--fast'));
    expect([unsaid.exitCode, unsaid.out]).toEqual([0, expect.stringContaining('The root of trust was not given')]);
    const short = await audittrail(inCase('verify', '--fingerprint', fingerprint.slice(1)));
    expect([short.exitCode, short.err]).toEqual([2, expect.stringContaining('[CLI_USAGE]')]);
  });

  // A file whose every read fails, as on a failing disk.
  it.runIf(process.platform === 'linux')('says what it could not reach, and ends with 2', async () => {
    await cp(at('case'), at('unread'), { recursive: true });
    const [original] = await readdir(at('unread/files'));
    await rm(at(`unread/files/${original}`));
    await symlink('/proc/self/mem', at(`unread/files/${original}`));
    const { exitCode, value } = await json(['verify', '--case', at('unread')]);
    expect([exitCode, value['verdict'], value['findings']]).toEqual([2, 'indeterminate', []]);
    expect(value['notChecked']).toEqual(
      expect.arrayContaining([expect.stringMatching(/^The kept original of source \d+: .*EIO/u)]),
    );
    const { out } = await audittrail(['verify', '--case', at('unread')]);
    expect(out).toMatch(/NOT FULLY CHECKED[^]*Could not be checked:/u);
    await rm(at(`unread/files/${original}`));
    expect((await json(['verify', '--case', at('unread')])).exitCode).toBe(1);
  });

  it('stops at Ctrl-C and goes on with the same command', async () => {
    const line = (n: number): string =>
      `<13>1 2026-03-02T10:00:00.${String(n).padStart(6, '0')}Z host app ${n} - - entry number ${n}\n`;
    await writeFile(at('long.log'), Array.from({ length: 120_000 }, (_, n) => line(n)).join(''));
    const stopped = await audittrail(inCase('ingest', at('long.log')), { stopAfterMs: 2500 });
    // On a machine with much to do the signal may come before the program listens: then it is gone, and nothing was begun.
    expect([0, 130, null]).toContain(stopped.exitCode);
    const rest = await json(inCase('ingest', at('long.log')));
    expect(rest.exitCode).toBe(0);
    expect((await json(inCase('search', 'entry', '--count'))).value['total']).toBe(120_000);
    expect((await json(inCase('verify', '--fast'))).value['verdict']).toBe('intact');
  });

  it('does not mind a reader that goes away', async () => {
    const args = inCase('search', '*', '--limit', '10000');
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env['PATH'], AUDITTRAIL_PASSPHRASE: PASSPHRASE, XDG_DATA_HOME: workstationOf(args) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const err: Buffer[] = [];
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    const exitCode = await new Promise((resolve) => {
      child.on('close', resolve);
    });
    expect([exitCode, Buffer.concat(err).toString()]).toEqual([0, '']);
  });
});
