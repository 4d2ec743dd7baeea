/** A real case with people, custody acts, a segment and several unlocks, and bundles that the program makes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHost, type Host } from '../../host/create-host.ts';
import { unlock } from '../../host/vault/unlock-case.ts';
import type { ResultOf } from '../../shared/contract/index.ts';
import type { ErrorValue } from '../../shared/errors.ts';
import { type TestKey } from '../../verifier/testing/log-maker.ts';
import type { Files } from '../../verifier/testing/memory-folder.ts';
import { fillCase, makeCase, moveEventsToSegment, PASSPHRASE, writeAuditLines } from './temporary-case.ts';

export const OLGA = { operatorId: 'olga', passphrase: 'a passphrase of her own' };
export type Bundle = ResultOf<'bundle.create'>;
export type Ended = { bundle: Bundle } | { error: ErrorValue };

export class BundledCase {
  readonly dir: string;
  readonly host: Host;
  handle = '';

  constructor(dir: string, host: Host = createHost({ checkOutput: true })) {
    this.dir = dir;
    this.host = host;
  }

  async call<T>(name: string, input: object = {}): Promise<T> {
    const whose = name.startsWith('job.') ? {} : { handle: this.handle };
    const reply = await this.host.call(name, { ...whose, ...input });
    if (reply.ok) return reply.value as T;
    throw new Error(`${name}: ${reply.error.code}: ${reply.error.message}`);
  }

  async open(): Promise<void> {
    const opened = await this.host.call('case.open', { dir: this.dir, operatorId: 'lead', passphrase: PASSPHRASE });
    if (!opened.ok) throw new Error(opened.error.message);
    this.handle = (opened.value as { handle: string }).handle;
  }

  async reopen(): Promise<void> {
    await this.call('case.close');
    await this.open();
  }

  async bundle(path: string, options: object = {}): Promise<Ended> {
    const started = await this.host.call('bundle.create', { handle: this.handle, path, ...options });
    if (!started.ok) return { error: started.error };
    const { jobId } = started.value as { jobId: string };
    const job = await this.call<{ result: Bundle; error?: ErrorValue }>('job.get', { jobId, wait: true });
    return job.error === undefined ? { bundle: job.result } : { error: job.error };
  }

  /** The key of the operator who made the case. */
  async leadKey(): Promise<TestKey> {
    const { keys, slot } = await unlock({ dir: this.dir, operatorId: 'lead', passphrase: PASSPHRASE });
    return { name: `${keys.origin}/operator/lead`, secret: slot.operatorSeed, vkey: '' };
  }

  close(): Promise<void> {
    return this.host.close();
  }
}

/** @param folder holds the logs and the case; @param events in the segment, and a tenth of it beside */
export async function bundledCase(folder: string, events: number, host?: Host): Promise<BundledCase> {
  const dir = join(folder, 'case');
  await makeCase(dir);
  writeAuditLines(join(folder, 'audit.jsonl'), events);
  await fillCase(dir, { paths: [join(folder, 'audit.jsonl')] });
  if (events > 1000) await moveEventsToSegment(dir);
  writeAuditLines(join(folder, 'more.jsonl'), Math.ceil(events / 10), events);
  await fillCase(dir, { paths: [join(folder, 'more.jsonl')] });
  const made = new BundledCase(dir, host);
  await made.open();
  await made.call('operator.add', { ...OLGA, name: 'Olga', role: 'analyst' });
  const sources = await made.call<{ sha256: string; path: string }[]>('ingest.sources');
  const items = sources.map(({ sha256, path }) => ({ sha256, name: path }));
  await made.call('custody.add', { act: 'acquire', items, place: 'Court', purpose: 'case 7' });
  await made.call('custody.add', { act: 'transfer', items, to: { operatorId: 'olga' }, signers: [OLGA] });
  await made.call('search.run', { query: 'clerk' });
  await made.call('annotation.add', { act: 'tag', tag: 'odd', query: 'user:user3' });
  await made.reopen();
  return made;
}

/** Every file below a folder. */
export function filesBelow(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), new Uint8Array(readFileSync(path))]),
  );
}
