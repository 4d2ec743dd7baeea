/**
 * For tests: a case log as evidence-format.md describes it, made without a line of the program that it describes.
 *
 * Pure and the same each time: keys and salts come from numbers. Every rule can be broken by whoever uses it.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { base64Of, concat, hexOf, utf8 } from '../base/bytes.ts';
import { sha256 } from '../base/hash.ts';
import { canonicalJson, type JsonObject } from '../base/strict-json.ts';
import { pae } from '../sign/dsse.ts';
import { GrowingTree } from '../tlog/growing-tree.ts';
import { keyIdOf } from '../tlog/vkey.ts';

export const CASE_ID = '00000000-0000-4000-8000-000000000001';
export const ORIGIN = `audittrailpro/case/${CASE_ID}`;

export interface TestKey {
  readonly name: string;
  readonly secret: Uint8Array;
  readonly vkey: string;
}
export function testKey(name: string, seed: number, type = 1): TestKey {
  const secret = new Uint8Array(32).fill(seed);
  const key = ed25519.getPublicKey(secret);
  const id = keyIdOf(name, type, key).toString(16).padStart(8, '0');
  return { name, secret, vkey: `${name}+${id}+${base64Of(concat(new Uint8Array([type]), key))}` };
}
const idBytes = ({ vkey }: TestKey): Uint8Array =>
  Uint8Array.from((vkey.split('+')[1] as string).match(/../gu) ?? [], (hex) => Number.parseInt(hex, 16));

export const noteLine = (key: TestKey, signature: Uint8Array): string =>
  `\u2014 ${key.name} ${base64Of(concat(idBytes(key), signature))}\n`;
export const signNote = (text: string, key: TestKey): string =>
  `${text}\n${noteLine(key, ed25519.sign(utf8(text), key.secret))}`;

/** C2SP tlog-cosignature, type 0x04. */
export function cosign(text: string, key: TestKey, seconds: number): string {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  return noteLine(key, concat(time, ed25519.sign(utf8(`cosignature/v1\ntime ${seconds}\n${text}`), key.secret)));
}

export const LEAD = {
  operatorId: 'lead',
  name: 'Ada Lovelace',
  role: 'lead',
  key: testKey(`${ORIGIN}/operator/lead`, 2),
};
export const ANALYST = {
  operatorId: 'analyst',
  name: 'Grace Hopper',
  role: 'investigator',
  key: testKey(`${ORIGIN}/operator/analyst`, 3),
};
export type TestOperator = typeof LEAD;

export function envelope(type: string, payload: string, signers: readonly TestKey[]): JsonObject {
  const message = pae(type, utf8(payload));
  return {
    payload: base64Of(utf8(payload)),
    payloadType: type,
    signatures: signers.map((key) => ({ sig: base64Of(ed25519.sign(message, key.secret)) })),
  };
}

export const epochKey = (n: number): TestKey => testKey(ORIGIN, 100 + n);

export class LogMaker {
  readonly lines: string[] = [];
  readonly digests: Uint8Array[] = [];
  readonly heads: { size: number; note: string }[] = [];
  key = epochKey(0);
  epoch = 0;
  /** Signs every head in place of the key in force: what an attacker who holds only this key can do. */
  forger: TestKey | undefined;
  #next: TestKey | undefined;
  readonly #tree = new GrowingTree();
  #chain: Uint8Array = new Uint8Array(32);
  #lastSeal = -1;
  clockMs = Date.UTC(2026, 0, 1);
  #monotonicMs = 0;

  get size(): number {
    return this.lines.length;
  }

  /** @returns its place */
  add(kind: string, body: JsonObject): number {
    const seq = this.size;
    const at = new Date(this.clockMs).toISOString();
    const line = canonicalJson({ at, body, kind, log: ORIGIN, salt: saltOf(seq), seq, v: 1 });
    const digest = sha256(utf8(line));
    this.lines.push(line);
    this.digests.push(digest);
    this.#tree.add(sha256(concat(new Uint8Array([0]), digest)));
    this.#chain = sha256(concat(new Uint8Array([2]), this.#chain, digest));
    return seq;
  }

  found(twoPersonActs: readonly string[] = []): void {
    const operators = [LEAD, ANALYST].map(({ operatorId, name, role, key }) => ({
      operatorId,
      name,
      role,
      vkey: key.vkey,
    }));
    this.add('genesis', {
      format: 'ATP-C1',
      caseId: CASE_ID,
      name: 'Example',
      createdAt: new Date(this.clockMs).toISOString(),
      operators,
      epoch: { n: 0, vkey: this.key.vkey },
      policy: { twoPersonActs, originals: 'keep' },
      software: { name: 'test', node: '0', version: '0' },
    });
    this.seal('create');
  }

  /** @param signer who signs for the new key; nobody in a log of an earlier program */
  unlock(signer: TestOperator | null = LEAD): void {
    const size = this.size;
    this.add('unlock', { operatorId: 'lead', software: {}, bootId: 'boot' });
    this.epoch += 1;
    this.#next = epochKey(this.epoch);
    const { vkey } = this.#next;
    if (signer === null) this.add('epoch', { n: this.epoch, vkey });
    else this.add('epoch', this.#signed('epoch', { size, n: this.epoch, vkey, operatorId: signer.operatorId }, signer));
    this.seal('unlock', this.epoch - 1);
  }

  /** A restored backup: the key in force is gone. */
  restart(signer: TestOperator = LEAD): void {
    const size = this.size;
    this.add('unlock', { operatorId: 'lead', software: {}, bootId: 'boot' });
    this.epoch += 1;
    this.key = epochKey(this.epoch);
    const said = { size, n: this.epoch, vkey: this.key.vkey, operatorId: signer.operatorId };
    this.add('epoch-restart', { ...this.#signed('epoch-restart', said, signer), reason: 'backup' });
    this.seal('unlock');
  }

  #signed(purpose: string, said: JsonObject, { key }: TestOperator): JsonObject {
    const statement = { log: ORIGIN, ...said };
    const message = utf8(`audittrailpro/statement/v1\n${purpose}\n${canonicalJson(statement)}\n`);
    return { ...statement, signature: `ed25519:${base64Of(ed25519.sign(message, key.secret))}` };
  }

  custody(act: string, more: JsonObject, signers: readonly TestOperator[] = [LEAD]): void {
    const operatorId = signers[0]?.operatorId ?? '';
    const payload = canonicalJson({ act, at: new Date(this.clockMs).toISOString(), log: ORIGIN, operatorId, ...more });
    this.add('custody', {
      act,
      operatorId,
      envelope: envelope(
        'application/vnd.audittrailpro.custody+json',
        payload,
        signers.map(({ key }) => key),
      ),
    });
  }

  /** An act on who has a key. @param kind `operator` or `rekey` */
  keyAct(kind: string, body: JsonObject, signers: readonly Pick<TestOperator, 'key'>[] = [LEAD]): number {
    const said = { by: 'lead', ...body };
    const signed = envelope(
      'application/vnd.audittrailpro.key-act+json',
      canonicalJson({ ...said, log: ORIGIN }),
      signers.map(({ key }) => key),
    );
    return this.add(kind, { ...said, envelope: signed });
  }

  seal(reason: string, epoch = this.epoch): void {
    this.clockMs += 1000;
    this.#monotonicMs += 1000;
    const size = this.size;
    const last = this.heads.at(-1)?.note;
    this.add('seal', {
      bootId: 'boot',
      chain: `sha256:${hexOf(this.#chain)}`,
      count: size - (this.#lastSeal + 1),
      epoch,
      monotonicMs: this.#monotonicMs,
      prevHead: last === undefined ? null : `sha256:${hexOf(sha256(utf8(last)))}`,
      reason,
      size,
      wallClock: new Date(this.clockMs).toISOString(),
    });
    this.#lastSeal = size;
    this.heads.push({ size: this.size, note: signNote(this.headText(), this.forger ?? this.key) });
    this.key = this.#next ?? this.key;
    this.#next = undefined;
  }

  headText = (): string => `${ORIGIN}\n${this.size}\n${base64Of(this.#tree.root())}\n`;
}

const saltOf = (seq: number): string => {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, seq);
  return base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '');
};
