/**
 * A case whose outside marks are asked for and brought back, at a workstation that trusts one issuer of time stamps and one
 * witness; and a bundle whose checker trusts the same two.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHost, type Host } from '../host/create-host.ts';
import { makeCase, PASSPHRASE } from '../test/helpers/temporary-case.ts';
import { makeBundle, POLICY, WITNESS } from '../verifier/testing/bundle-maker.ts';
import type { Files } from '../verifier/testing/memory-folder.ts';
import { type Identity, makeIdentity } from '../verifier/testing/time-authority.ts';
import { allOf, type Sighting, type Trial } from './attack.ts';
import type { Laboratory } from './laboratory.ts';
import { type Answer, standAlone, zipped } from './stand-alone.ts';

export const EVENTS = 20;
const MARKS: Readonly<Record<string, string>> = {
  tsr: 'data/anchors/N.tsr',
  cosig: 'data/anchors/N.cosig',
  ots: 'data/anchors/N.ots',
};

/** What a mark is made over. */
export interface MarkedHead {
  readonly size: number;
  readonly note: string;
  /** The head before it. */
  readonly before: string;
}

interface Imported {
  readonly outcome: string;
  readonly size: number | null;
  readonly state: string | null;
  readonly detail: string;
}

export class MarkDesk {
  readonly folder: string;
  readonly root: Identity;
  readonly clock: Identity;
  readonly #host: Host;
  readonly #handle: string;
  #names = 0;

  private constructor(folder: string, host: Host, handle: string, root: Identity, clock: Identity) {
    this.folder = folder;
    this.#host = host;
    this.#handle = handle;
    this.root = root;
    this.clock = clock;
  }

  static async open(folder: string): Promise<MarkDesk> {
    const dir = join(folder, 'case');
    await makeCase(dir);
    const host = createHost({
      checkOutput: true,
      workstation: { shell: 'cli', dataDir: join(folder, 'desk'), witnessDir: join(folder, 'desk') },
    });
    const opened = await host.call('case.open', { dir, passphrase: PASSPHRASE });
    if (!opened.ok) throw new Error(opened.error.message);
    const root = await makeIdentity({ name: 'Root', isAuthority: true });
    const clock = await makeIdentity({ name: 'Clock', issuer: root });
    const { handle } = opened.value as { handle: string };
    const desk = new MarkDesk(folder, host, handle, root, clock);
    writeFileSync(join(folder, 'root.der'), root.certificate);
    writeFileSync(join(folder, 'policy'), POLICY);
    await desk.call('mark.trust', { kind: 'tsa-root', path: join(folder, 'root.der') });
    await desk.call('mark.trust', { kind: 'witness', value: WITNESS.vkey });
    return desk;
  }

  async call<T>(name: string, input: object): Promise<T> {
    const reply = await this.#host.call(name, { handle: this.#handle, ...input });
    if (!reply.ok) throw new Error(`${name}: ${reply.error.code}: ${reply.error.message}`);
    return reply.value as T;
  }

  /** The newest head of the case; it grows with each request. */
  async head(): Promise<MarkedHead> {
    const ask = async (): Promise<{ path: string; size: number }> =>
      this.call('mark.request', { form: 'head', dir: this.folder, overwrite: true });
    const before = readFileSync((await ask()).path, 'utf8');
    const { path, size } = await ask();
    return { before, size, note: readFileSync(path, 'utf8') };
  }

  /** Brings a mark to the case. @returns why it confirms nothing, or nothing where it does */
  async bring(kind: string, bytes: Uint8Array, size: number): Promise<Sighting | undefined> {
    const path = join(this.folder, `${size}.${this.#names++}.${kind}`);
    writeFileSync(path, bytes);
    const answer = await this.call<Imported>('mark.import', { path });
    const isOfHead = answer.size === size;
    if (answer.outcome !== 'refused' && answer.state === 'confirmed' && isOfHead) return undefined;
    const where = answer.size === null || isOfHead ? '' : ` (over ${answer.size} records, not ${size})`;
    return { check: 'mark import', words: `${answer.state ?? answer.outcome}: ${answer.detail}${where}` };
  }

  close(): Promise<void> {
    return this.#host.close();
  }
}

/** A head of a bundle that the test's own writer makes: always the same one. */
export function bundleHead(): MarkedHead {
  const text = new TextDecoder().decode(makeBundle({ events: EVENTS })['data/case/heads.ndjson'] as Uint8Array);
  const heads = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { size: number; note: string });
  const [before, marked] = heads.slice(-3) as [{ size: number; note: string }, { size: number; note: string }];
  return { ...marked, before: before.note };
}

/** Lays the mark into a bundle, and has it checked by somebody who trusts the same two. */
async function inBundle(
  lab: Laboratory,
  desk: MarkDesk,
  kind: string,
  bytes: Uint8Array,
  size: number,
): Promise<Sighting | undefined> {
  const path = (MARKS[kind] as string).replace('N', String(size));
  const files: Files = makeBundle({ events: EVENTS, extra: { [path]: bytes } });
  const trust = ['--tsa-root', join(desk.folder, 'root.der'), '--policy', join(desk.folder, 'policy')];
  const answer: Answer = await standAlone(lab, [zipped(lab, files), ...trust]);
  const { report, exitCode, err } = answer;
  if (exitCode === 0 && (report?.confirmedRecords ?? 0) > 0) return undefined;
  const words = [...(report?.failures ?? []), ...(report?.notChecked ?? []), ...(report?.notes ?? [])];
  return { check: 'stand-alone verifier', words: words.find(({ check }) => check === 9)?.text ?? err };
}

/** A mark that must confirm nothing, brought to the case and laid into a bundle. */
export async function falseMark(
  lab: Laboratory,
  kind: 'tsr' | 'cosig' | 'ots',
  make: (head: MarkedHead, desk: MarkDesk) => Promise<Uint8Array> | Uint8Array,
): Promise<Trial> {
  const desk = await lab.marks();
  const here = await desk.head();
  const there = bundleHead();
  const imported = await desk.bring(kind, await make(here, desk), here.size);
  const laid = await inBundle(lab, desk, kind, await make(there, desk), there.size);
  return allOf(`over ${here.size} records`, [
    { check: 'mark import', seen: imported?.words, else: 'it was confirmed' },
    { check: 'stand-alone verifier', seen: laid?.words, else: 'it was confirmed' },
  ]);
}
