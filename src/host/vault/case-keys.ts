/**
 * `case.keys`: the public header of a case and one wrapped key slot per operator.
 *
 * A slot holds the case's data key and the operator's own signing key under AES-256-GCM; the wrapping key comes from the
 * passphrase by Argon2id (RFC 9106; 64 MiB, 3 passes, 1 lane), the slot's header is the additional data, so a changed
 * role, name or parameter makes the slot unreadable. After a change of the data key a slot also holds the new one, sealed
 * (key-envelope.ts).
 * Trust: the file is plain JSON that anybody may have edited; every length and parameter is checked before use.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';
import { writeFileDurably } from './case-folder.ts';
import { ROLES, type Role } from '../../shared/roles.ts';

/** 2: receivers, envelopes, generations and recovery shares; a case of version 1 has none of them. */
export const CASE_FORMAT_VERSION = 2;
export const MIN_PASSPHRASE_CHARS = 8;
const DATA_KEY_BYTES = 32;
const SEED_BYTES = 32;

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const decode = (base64: string): Buffer => Buffer.from(base64, 'base64url');

/** The one base64url text of `byteLength` bytes: bits that say nothing are zero. */
const base64url = (byteLength: number) =>
  z
    .string()
    .length(Math.ceil((byteLength * 4) / 3))
    .refine((text) => encode(decode(text)) === text, 'is not base64url');
/** Half a surrogate pair has no canonical form, so nothing could be sealed with it. */
const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .refine((value) => value.isWellFormed(), 'is not well-formed text');

const slotHeaderSchema = z.strictObject({
  operatorId: text(64),
  name: text(200),
  role: z.enum(ROLES),
  vkey: text(1000),
  // Ceilings keep a crafted file from exhausting memory or time at unlock.
  kdf: z.strictObject({
    algorithm: z.literal('argon2id'),
    memoryKiB: z.int().min(19_456).max(1_048_576),
    passes: z.int().min(1).max(16),
    lanes: z.int().min(1).max(4),
    salt: base64url(16),
  }),
});

const envelopeSchema = z.strictObject({
  encapsulated: base64url(32),
  /** The data key and the 16-byte tag. */
  sealed: base64url(48),
});

const slotSchema = z.strictObject({
  header: slotHeaderSchema,
  nonce: base64url(12),
  /** 64 bytes (data key, signing seed) and the 16-byte tag. */
  wrapped: base64url(80),
  /** X25519 key to seal a new data key to, and the operator's signature that it is theirs. */
  receiver: z.strictObject({ key: base64url(32), signature: z.string().max(100) }).exactOptional(),
  /** The data key, sealed to the receiver since it was changed: that in `wrapped` is an old one. */
  envelope: envelopeSchema.exactOptional(),
});

/** Shares on paper of a secret whose receiver the data key is sealed to. What counts is the record that says the same. */
const recoverySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/u),
  receiver: base64url(32),
  threshold: z.int().min(2).max(5),
  /** Digests tell which share is wrong, where nobody can read the log yet. */
  shares: z
    .array(z.strictObject({ index: z.int().min(1).max(5), digest: z.string().regex(/^[0-9a-f]{64}$/u) }))
    .min(2)
    .max(5),
  envelope: envelopeSchema,
});

const caseKeysSchema = z.strictObject({
  format: z.literal('audittrailpro/case-keys'),
  version: z.int().min(1),
  caseId: z.uuid(),
  origin: text(200),
  name: text(200),
  createdAt: z.string().max(40),
  cipher: z.literal('aegis'),
  /** How many data keys the case has had; absent: one. */
  generation: z.int().min(1).exactOptional(),
  recovery: recoverySchema.exactOptional(),
  slots: z.array(slotSchema).min(1).max(1000),
});

export type CaseKeys = z.infer<typeof caseKeysSchema>;
type SlotHeader = z.infer<typeof slotHeaderSchema>;
export type Slot = z.infer<typeof slotSchema>;

export type RecoverySlot = z.infer<typeof recoverySchema>;

export const generationOf = (keys: CaseKeys): number => keys.generation ?? 1;

export interface UnlockedSlot {
  /** 32 bytes: root of every key of the case. */
  dataKey: Uint8Array;
  /** 32 bytes: the operator's Ed25519 seed. */
  operatorSeed: Uint8Array;
}

/** Key for one purpose from the data key: HKDF-SHA256 (RFC 5869), empty salt, `info` = label and name. */
export function deriveKey(dataKey: Uint8Array, label: 'db' | 'files' | 'epoch' | 'mark', name: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', dataKey, '', `audittrailpro/v1/${label}/${name}`, 32));
}

/** Names a data key in a record without telling it: 32 hex digits. */
export const dataKeyId = (dataKey: Uint8Array): string =>
  Buffer.from(deriveKey(dataKey, 'mark', 'key-id').subarray(0, 16)).toString('hex');

/** The caller wipes it. */
async function wrappingKey(passphrase: string, kdf: SlotHeader['kdf']): Promise<Uint8Array> {
  // Loaded here: only a thread that locks or unlocks a slot needs it.
  const { argon2id } = await import('hash-wasm');
  return argon2id({
    // NFC, so that one passphrase typed on two keyboards is one passphrase.
    password: passphrase.normalize('NFC'),
    salt: decode(kdf.salt),
    parallelism: kdf.lanes,
    iterations: kdf.passes,
    memorySize: kdf.memoryKiB,
    hashLength: 32,
    outputType: 'binary',
  });
}

/** What a guess at a passphrase costs; stored in the slot, within the bounds it is read with. */
export interface PassphraseCost {
  memoryKiB: number;
  passes: number;
}

const DEFAULT_COST: PassphraseCost = { memoryKiB: 65_536, passes: 3 };

/** Wraps the keys for one operator. PASSPHRASE_TOO_SHORT. */
export async function makeSlot(
  operator: { operatorId: string; name: string; role: Role; vkey: string },
  passphrase: string,
  keys: UnlockedSlot,
  { memoryKiB, passes }: PassphraseCost = DEFAULT_COST,
): Promise<Slot> {
  if ([...passphrase].length < MIN_PASSPHRASE_CHARS) {
    throw new AppError('PASSPHRASE_TOO_SHORT', `A passphrase has at least ${MIN_PASSPHRASE_CHARS} characters`);
  }
  const header: SlotHeader = {
    operatorId: operator.operatorId,
    name: operator.name,
    role: operator.role,
    vkey: operator.vkey,
    kdf: { algorithm: 'argon2id', memoryKiB, passes, lanes: 1, salt: encode(randomBytes(16)) },
  };
  const nonce = randomBytes(12);
  const key = await wrappingKey(passphrase, header.kdf);
  const plain = Buffer.concat([keys.dataKey, keys.operatorSeed]);
  try {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(canonicalize(header), 'utf8'));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return { header, nonce: encode(nonce), wrapped: encode(sealed) };
  } finally {
    key.fill(0);
    plain.fill(0);
  }
}

/** Opens a slot. VAULT_KEY_WRONG for a wrong passphrase and for a slot whose header was changed: they can't be told apart. */
export async function openSlot(slot: Slot, passphrase: string): Promise<UnlockedSlot> {
  const sealed = decode(slot.wrapped);
  const body = sealed.subarray(0, DATA_KEY_BYTES + SEED_BYTES);
  const key = await wrappingKey(passphrase, slot.header.kdf);
  let plain: Buffer | undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, decode(slot.nonce));
    decipher.setAAD(Buffer.from(canonicalize(slot.header), 'utf8'));
    decipher.setAuthTag(sealed.subarray(DATA_KEY_BYTES + SEED_BYTES));
    // GCM is a stream: all of it comes at once, and nothing is believed before `final`.
    plain = decipher.update(body);
    decipher.final();
    return {
      dataKey: new Uint8Array(plain.subarray(0, DATA_KEY_BYTES)),
      operatorSeed: new Uint8Array(plain.subarray(DATA_KEY_BYTES)),
    };
  } catch (cause) {
    throw new AppError('VAULT_KEY_WRONG', `The passphrase of operator ${slot.header.operatorId} is not right`, {
      cause,
    });
  } finally {
    key.fill(0);
    plain?.fill(0);
  }
}

/** CASE_KEYS_MISSING, CASE_KEYS_DAMAGED, CASE_NEWER_VERSION. */
export function loadCaseKeys(path: string): CaseKeys {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('CASE_KEYS_MISSING', 'The key file case.keys is missing or unreadable', { cause });
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new AppError('CASE_KEYS_DAMAGED', 'The key file case.keys is not valid JSON', { cause });
  }
  const version = (raw as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > CASE_FORMAT_VERSION) {
    throw new AppError(
      'CASE_NEWER_VERSION',
      `The case has format version ${version}; this program reads up to ${CASE_FORMAT_VERSION}`,
    );
  }
  const parsed = caseKeysSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError(
      'CASE_KEYS_DAMAGED',
      `The key file case.keys is damaged at ${issue?.path.join('.') || 'its top level'}: ${issue?.message ?? 'invalid'}`,
    );
  }
  return parsed.data;
}

export function saveCaseKeys(path: string, keys: CaseKeys): void {
  const newest = { ...keys, version: CASE_FORMAT_VERSION };
  writeFileDurably(path, `${JSON.stringify(caseKeysSchema.parse(newest), null, 2)}\n`);
}

/** OPERATOR_UNKNOWN names those who exist: the list is public in the key file anyway. */
export function findSlot(keys: CaseKeys, operatorId: string): Slot {
  const slot = keys.slots.find((candidate) => candidate.header.operatorId === operatorId);
  if (slot === undefined) {
    const known = keys.slots.map((candidate) => candidate.header.operatorId).join(', ');
    throw new AppError('OPERATOR_UNKNOWN', `No operator ${operatorId} in this case; it has: ${known}`);
  }
  return slot;
}
