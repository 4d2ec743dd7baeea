/**
 * Where attacks are made: a folder of its own, the intact cases and bundles in it, and the tools of whoever checks.
 *
 * Everything is made once, when it is first asked for; each attack gets a fresh copy.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildVerifier, VERIFIER_FILES } from '../test/helpers/build-verifier.ts';
import { type BundledCase, bundledCase, filesBelow } from '../test/helpers/exported-bundle.ts';
import type { TestCase } from '../test/helpers/temporary-case.ts';
import type { TestKey } from '../verifier/testing/log-maker.ts';
import type { Files } from '../verifier/testing/memory-folder.ts';
import { makeRecordsGround, makeSegmentsGround } from './grounds.ts';
import { MarkDesk } from './mark-desk.ts';
import { makeOperatorCase, type OperatorCase } from './operator-ground.ts';

export type GroundName = 'records' | 'segments';

/** A case with two people and custody acts, closed, and bundles that the program made of it. */
export interface PeopleGround {
  readonly dir: string;
  /** Some events, proofs and originals. */
  readonly shown: Files;
  /** All events that a query found, some of them by digest alone, all without their message. */
  readonly privileged: Files;
  /** The operator who signed both. */
  readonly key: TestKey;
}

export interface Verifier {
  /** The single file for Node. */
  readonly path: string;
  /** Lines of SHA256SUMS. */
  readonly sums: string;
}

const EVENTS = 40;

export class Laboratory {
  readonly folder: string;
  readonly #isKept: boolean;
  readonly #made = new Map<string, Promise<unknown>>();
  #copies = 0;

  /** @param keep where all is left to be looked at; a temporary folder, where it is absent */
  constructor(keep?: string) {
    if (keep !== undefined) mkdirSync(keep, { recursive: true });
    this.#isKept = keep !== undefined;
    this.folder = keep ?? mkdtempSync(join(tmpdir(), 'audittrail-tamper-'));
  }

  ground(name: GroundName): Promise<TestCase> {
    const folder = this.#room(name);
    return this.#once(name, () => (name === 'records' ? makeRecordsGround(folder) : makeSegmentsGround(folder)));
  }

  /** What lies beside the case of a ground. */
  beside = (name: GroundName, file: string): string => join(this.folder, name, file);

  people(): Promise<PeopleGround> {
    return this.#once('people', async () => {
      const folder = this.#room('people');
      const made = await bundledCase(folder, EVENTS);
      const pack = async (name: string, options: object): Promise<Files> => {
        const ended = await made.bundle(join(folder, name), options);
        if ('error' in ended) throw new Error(ended.error.message);
        return filesBelow(join(folder, name));
      };
      const shown = await pack('shown', { query: 'user:user3', proofs: true, originals: true });
      const privileged = await pack('privileged', {
        query: 'user:(user3 OR user4 OR user5)',
        withhold: [{ query: 'user:user4', basis: 'attorney-client', description: 'letters' }],
        redact: [{ pointer: '/body/metadata/message', basis: 'order of the court' }],
      });
      const key = await made.leadKey();
      await made.close();
      return { dir: made.dir, shown, privileged, key };
    });
  }

  operators(): Promise<OperatorCase> {
    return this.#once('operators', () => makeOperatorCase(this.#room('operators')));
  }

  verifier(): Promise<Verifier> {
    return this.#once('verifier', async () => {
      const folder = this.#room('verifier');
      const sums = await buildVerifier(folder);
      return { path: join(folder, VERIFIER_FILES[0]), sums };
    });
  }

  marks(): Promise<MarkDesk> {
    return this.#once('marks', () => MarkDesk.open(this.#room('marks')));
  }

  /** A case that takes further evidence, open at a workstation. */
  opened(): Promise<BundledCase> {
    return this.#once('opened', () => bundledCase(this.#room('opened'), EVENTS));
  }

  /** A fresh folder with a copy of what lies at `from`. */
  copyOf(from: string): string {
    const to = this.place('copy');
    cpSync(from, to, { recursive: true });
    return to;
  }

  /** A path for something new; what lay at the one before is removed, unless all is kept. */
  place(name: string): string {
    const path = (count: number): string => join(this.folder, 'trials', `${String(count).padStart(5, '0')}-${name}`);
    const before = `${path(this.#copies - KEPT_TRIALS)}`;
    if (!this.#isKept && existsSync(before)) rmSync(before, { recursive: true });
    mkdirSync(join(this.folder, 'trials'), { recursive: true });
    return path(this.#copies++);
  }

  async close(): Promise<void> {
    if (this.#made.has('marks')) await (await this.marks()).close();
    if (this.#made.has('opened')) await (await this.opened()).close();
    if (!this.#isKept) rmSync(this.folder, { recursive: true, force: true });
  }

  #room(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  #once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#made.get(name) as Promise<T> | undefined;
    const made = known ?? make();
    this.#made.set(name, made);
    return made;
  }
}

/** One trial uses a few places at a time. */
const KEPT_TRIALS = 20;
