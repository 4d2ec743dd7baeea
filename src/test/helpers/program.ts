/** The command line as a person starts it: a process of its own, what it printed, and how much memory it took. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import type { IngestResult, SourceReport } from '../../host/vault/session.ts';
import { PASSPHRASE } from './temporary-case.ts';

const program = fileURLToPath(new URL('../../cli/audittrail.js', import.meta.url));
const MEMORY_LOOK_MS = 50;

/** A workstation of its own for each file of tests: what it saw of cases is remembered there, and forgotten with it. */
const workstation = mkdtempSync(join(tmpdir(), 'audittrail-workstation-'));
afterAll(() => rmSync(workstation, { recursive: true, force: true }));

export interface Ran {
  exitCode: number | null;
  out: string;
  err: string;
  /** Peak resident memory, bytes; 0 where the system does not tell. */
  peakBytes: number;
}

export interface RunOptions {
  passphrase?: string;
  /** The user to run as, where the tests run as root. */
  uid?: number;
  /** Called with the process as soon as it runs. */
  onStart?: (child: ChildProcess) => void;
  /** The data folder of another workstation. */
  dataDir?: string;
}

export async function audittrail(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { passphrase = PASSPHRASE, uid, onStart, dataDir = workstation } = options;
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], AUDITTRAIL_PASSPHRASE: passphrase, XDG_DATA_HOME: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
  onStart?.(child);
  let peakBytes = 0;
  const look = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, MEMORY_LOOK_MS);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(look);
  return {
    exitCode,
    out: Buffer.concat(out).toString('utf8'),
    err: Buffer.concat(err).toString('utf8'),
    peakBytes,
  };
}

/** The system keeps the high-water mark itself, so a peak between two looks is not missed. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** An ingest with `--json`; its report, exit code and memory. */
export async function ingestByProgram(
  dir: string,
  paths: readonly string[],
  more: readonly string[] = [],
  options: RunOptions = {},
): Promise<{ ran: Ran; result: IngestResult; source: (end: string) => SourceReport }> {
  const ran = await audittrail(['ingest', ...paths, '--case', dir, '--json', ...more], options);
  if (!ran.out.startsWith('{')) throw new Error(`no report: ${ran.out}${ran.err}`);
  const result = JSON.parse(ran.out) as IngestResult;
  const source = (end: string): SourceReport => {
    const found = result.sources.find(({ path }) => path.endsWith(end));
    if (found === undefined) throw new Error(`no source ${end} among ${result.sources.map(({ path }) => path)}`);
    return found;
  };
  return { ran, result, source };
}

/**
 * The code of a refusal, after what every refusal must be: exit code 2, nothing on standard output, one sentence with its code,
 * and nothing of the inside.
 */
export function refusalOf(ran: Ran, sentence: RegExp = /./): string {
  expect({ exitCode: ran.exitCode, out: ran.out }, ran.err).toEqual({ exitCode: 2, out: '' });
  expect(ran.err).toMatch(/^audittrail: [^\n]+ \[[A-Z_]+\]\n$/u);
  expect(ran.err).toMatch(sentence);
  expect(ran.err).not.toMatch(/\bat \S+ \(|node:|\.ts:\d|SQLITE|ENO[A-Z]+:|undefined|\[object/u);
  return /\[([A-Z_]+)\]\n$/u.exec(ran.err)?.[1] ?? '';
}
