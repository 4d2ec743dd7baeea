/**
 * `epoch.key`: the private key that signs the log's heads now, wrapped by the data key.
 *
 * A new key is made at every unlock and the old one overwritten, so that whoever takes the machine later can't re-sign
 * earlier heads (forward security, resources/docs/evidence-format.md). While the change is under way the file holds both:
 * the old key signs the head over the record that names the new one, only then does the old one go.
 * The file is never part of a backup or export.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { writeFileDurably } from './case-folder.ts';
import { deriveKey } from './case-keys.ts';

export interface EpochKey {
  /** Number of the epoch, from 0. */
  n: number;
  /** 32-byte Ed25519 seed. */
  seed: Uint8Array;
}

export interface EpochKeys {
  current: EpochKey;
  /** Made, but not yet in force: the head over its `epoch` record is not known to be stored. */
  next?: EpochKey;
}

const keySchema = z.strictObject({ n: z.int().min(0), seed: z.string().length(43) });
const fileSchema = z.strictObject({ current: keySchema, next: keySchema.optional() });
const AAD = Buffer.from('audittrailpro/epoch-key/v1', 'utf8');

const toJson = (key: EpochKey) => ({ n: key.n, seed: Buffer.from(key.seed).toString('base64url') });
const fromJson = (key: z.infer<typeof keySchema>): EpochKey => ({
  n: key.n,
  seed: new Uint8Array(Buffer.from(key.seed, 'base64url')),
});

export function saveEpochKeys(path: string, dataKey: Uint8Array, keys: EpochKeys): void {
  const body = keys.next
    ? { current: toJson(keys.current), next: toJson(keys.next) }
    : { current: toJson(keys.current) };
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(dataKey, 'epoch', 'epoch.key'), nonce);
  cipher.setAAD(AAD);
  const sealed = Buffer.concat([
    nonce,
    cipher.update(JSON.stringify(body), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  replaceAndErase(path, sealed);
}

/** The keys, or undefined where the file is missing, damaged or of another case: then a restart is needed. */
export function loadEpochKeys(path: string, dataKey: Uint8Array): EpochKeys | undefined {
  if (!existsSync(path)) return undefined;
  const sealed = readFileSync(path);
  if (sealed.length < 28) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', deriveKey(dataKey, 'epoch', 'epoch.key'), sealed.subarray(0, 12));
    decipher.setAAD(AAD);
    decipher.setAuthTag(sealed.subarray(sealed.length - 16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    const parsed = fileSchema.parse(JSON.parse(plain.toString('utf8')));
    const current = fromJson(parsed.current);
    return parsed.next === undefined ? { current } : { current, next: fromJson(parsed.next) };
  } catch {
    return undefined;
  }
}

/**
 * Replaces the file, then overwrites the old content in place, so that an erased key is not left in free space.
 * Best effort: flash memory and copy-on-write file systems may keep the old cells (resources/docs/evidence-format.md).
 */
export function replaceAndErase(path: string, content: Uint8Array): void {
  const old = existsSync(path) ? openSync(path, 'r+') : undefined;
  try {
    writeFileDurably(path, content);
    if (old !== undefined) {
      writeSync(old, randomBytes(fstatSync(old).size), 0, undefined, 0);
      fsyncSync(old);
    }
  } finally {
    if (old !== undefined) closeSync(old);
  }
}
