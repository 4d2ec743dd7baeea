/**
 * The witness: a key of its own and a memory of its own, on a machine where no case is; answers requests that come as files.
 *
 * Source: C2SP tlog-witness, tlog-cosignature (Ed25519, type 0x04). Differences: a request and its answer are files on a stick.
 * The key lies unencrypted in its folder (mode 0600): a witness is as trustworthy as the machine it is on.
 * Trust: requests are anybody's. The clock of this machine is what a cosignature says.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { cosigner, cosignerVkey } from '../../engines/chain/cosignature.ts';
import { KEY_TYPE, MAX_NOTE_LENGTH, parseVkey, signatureLine } from '../../engines/chain/note.ts';
import { decodeBase64, encodeBase64 } from '../../engines/kernel/bytes.ts';
import type { InputOf, OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeClock, nodeRng, nodeTextCodec } from '../adapters/node-ports.ts';
import { nodeEd25519 } from '../adapters/node-signer.ts';
import { notePorts } from '../vault/head-signer.ts';
import { WitnessBook } from '../vault/witness-book.ts';
import { jsonFile, type JsonFile } from '../workstation/json-file.ts';
import { mustBeWritable, readSmallFile, writeWhole } from './mark-file.ts';

const SEED_BYTES = 32;

const keyFile = z.strictObject({
  format: z.literal('audittrailpro/witness-key'),
  version: z.literal(1),
  name: z.string().min(1).max(100),
  /** Base64 of 32 bytes. */
  seed: z.string(),
});
type WitnessKey = z.output<typeof keyFile>;

/** A log is named by the key of one of its operators, `<origin>/operator/<id>`, or by its own. */
const OPERATOR = /^(.+)\/operator\/[^/]+$/u;

/** WITNESS_EXISTS, FILE_UNWRITABLE, DISK_FULL. */
export function createWitness(dir: string, name: string): OutputOf<'witness.create'> {
  const file = keyFileIn(dir);
  if (existsSync(file.path)) {
    throw new AppError('WITNESS_EXISTS', `There already is a witness in ${resolve(dir)}; its memory would be lost`);
  }
  const seed = nodeRng.bytes(SEED_BYTES).slice();
  const key = { format: 'audittrailpro/witness-key' as const, version: 1 as const, name, seed: encodeBase64(seed) };
  withBook(dir, () => file.save(key), true);
  return { dir: resolve(dir), name, key: vkeyOf(key) };
}

/** MARK_UNREADABLE, WITNESS_MISSING, WITNESS_STORE_BROKEN. */
export function watchLog(dir: string, vkey: string): OutputOf<'witness.watch'> {
  loadKey(dir);
  const parsed = parseVkey(notePorts, vkey.trim());
  if (parsed.kind !== 'valid' || parsed.value.type === KEY_TYPE.cosignature) {
    throw new AppError('MARK_UNREADABLE', 'This is not the key text (vkey) of a log or of an operator');
  }
  const origin = OPERATOR.exec(parsed.value.name)?.[1] ?? parsed.value.name;
  const { keys, size } = withBook(dir, (book) => book.watch(origin, vkey.trim()));
  return { origin, keys, size };
}

export function showWitness(dir: string): OutputOf<'witness.show'> {
  const key = loadKey(dir);
  return { dir: resolve(dir), name: key.name, key: vkeyOf(key), logs: withBook(dir, (book) => book.logs()) };
}

/** WITNESS_MISSING, WITNESS_STORE_BROKEN, FILE_*; every answer of the protocol is a value. */
export async function signRequest(
  dir: string,
  { path, outPath, overwrite = false }: Omit<InputOf<'witness.sign'>, 'dir'>,
): Promise<OutputOf<'witness.sign'>> {
  const key = loadKey(dir);
  const bytes = await readSmallFile(path, MAX_NOTE_LENGTH);
  const body = nodeTextCodec.isUtf8(bytes) ? nodeTextCodec.utf8(bytes, 0, bytes.length) : '';
  const outOf = (size: number): string => outPath ?? join(dirname(path), `${size}.cosig`);
  const answer = withBook(dir, (book) => book.answer(body, (size) => mustBeWritable(outOf(size), overwrite)));
  if (answer.status !== 200) {
    const size = answer.status === 409 ? answer.size : null;
    const isFork = answer.status === 409 && answer.isFork;
    return { status: answer.status, says: answer.message, origin: null, size, isFork, path: null };
  }
  const { text, origin, size } = answer.checkpoint;
  const signer = cosigner(notePorts, key.name, signerOf(key), Math.floor(nodeClock.nowMs() / 1000));
  const line = signatureLine(signer.name, signer.keyId, signer.sign(nodeTextCodec.encodeUtf8(text)));
  const out = outOf(size);
  await writeWhole(out, `${line}\n`, { overwrite });
  return { status: 200, says: 'cosigned', origin, size, isFork: false, path: resolve(out) };
}

const keyFileIn = (dir: string): JsonFile<WitnessKey | undefined> =>
  jsonFile(join(dir, 'witness.key'), keyFile.optional(), () => undefined);

function loadKey(dir: string): WitnessKey {
  const key = keyFileIn(dir).load();
  if (key === undefined) throw new AppError('WITNESS_MISSING', `There is no witness in ${resolve(dir)}`);
  return key;
}

function signerOf({ seed }: WitnessKey) {
  const bytes = decodeBase64(seed);
  if (bytes?.length !== SEED_BYTES) throw new AppError('WITNESS_STORE_BROKEN', 'The key of the witness is damaged');
  return nodeEd25519.signerOf(bytes);
}

const vkeyOf = (key: WitnessKey): string => cosignerVkey(notePorts, key.name, signerOf(key).publicKey);

function withBook<T>(dir: string, work: (book: WitnessBook) => T, isNew = false): T {
  const book = WitnessBook.open(dir, isNew);
  try {
    return work(book);
  } finally {
    book.close();
  }
}
