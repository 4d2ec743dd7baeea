/**
 * Public keys that a person gives to check proofs with: whatever file they stand in, told by its content.
 *
 * CloudTrail: the output of `aws cloudtrail list-public-keys`, PEM, DER or base64 of it. minisign and signify: the public key file. Logs: a
 * vkey (C2SP signed-note) a line, or a sigstore trusted root. Anything else: PEM or DER of a public key or certificate.
 * Trust: the person vouches for the key by giving it; what it says of itself (names, times) is only compared.
 */
import { constants, createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { decodeBase64, decodeHex } from '../../engines/kernel/bytes.ts';
import { formatVkey, KEY_TYPE, type NoteVerifier, parseVkey } from '../../engines/chain/note.ts';
import type { DigestKey } from '../../engines/source-proof/cloudtrail-chain.ts';
import { parseSigningKey, type SigningKey } from '../../engines/source-proof/minisign.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { notePorts } from '../vault/head-signer.ts';

export interface GivenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface GivenKeys {
  readonly digestKeys: DigestKey[];
  readonly signingKeys: SigningKey[];
  /** Keys of logs and of witnesses. */
  readonly noteKeys: NoteVerifier[];
  readonly publicKeys: KeyObject[];
  /** What was taken, for the record. */
  readonly taken: { readonly kind: string; readonly id: string }[];
}

const MIN_RSA_BITS = 2048;

export const noKeys = (): GivenKeys => ({ digestKeys: [], signingKeys: [], noteKeys: [], publicKeys: [], taken: [] });

/** PROOF_KEY_UNREADABLE. */
export function readKeys(files: readonly GivenFile[]): GivenKeys {
  const keys = noKeys();
  for (const { path, bytes } of files) {
    if (!takeKeys(bytes, keys)) {
      throw new AppError('PROOF_KEY_UNREADABLE', `This is no public key that is known here: ${path}`, {
        details: { path },
      });
    }
  }
  return keys;
}

function takeKeys(bytes: Uint8Array, keys: GivenKeys): boolean {
  const text = Buffer.from(bytes).toString('utf8').trim();
  if (text.startsWith('{')) return takeJson(text, keys);
  const signing = parseSigningKey(text);
  if (signing !== undefined) {
    keys.signingKeys.push(signing);
    keys.taken.push({ kind: 'ed25519', id: signing.keyId });
    return true;
  }
  const vkeys = takeVkeys(text, keys);
  return vkeys || takeKey(bytes, text, keys);
}

function takeVkeys(text: string, keys: GivenKeys): boolean {
  const lines = text.split(/\r?\n/u).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  // Of a C2SP policy the second or third word is the key.
  const found = lines.flatMap((line) => {
    const parsed = line
      .split(/\s+/u)
      .map((word) => parseVkey(notePorts, word))
      .find(({ kind }) => kind === 'valid');
    return parsed?.kind === 'valid' ? [parsed.value] : [];
  });
  for (const key of found) takeNoteKey(key, keys);
  return found.length > 0;
}

function takeNoteKey(key: NoteVerifier, keys: GivenKeys): void {
  if (keys.noteKeys.some(({ name, keyId }) => name === key.name && keyId === key.keyId)) return;
  keys.noteKeys.push(key);
  keys.taken.push({ kind: 'log', id: `${key.name}+${key.keyId.toString(16).padStart(8, '0')}` });
}

type Json = Record<string, unknown>;

function takeJson(text: string, keys: GivenKeys): boolean {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return false;
  }
  const listed = json['PublicKeyList'] ?? json['publicKeyList'];
  if (Array.isArray(listed)) return (listed as Json[]).every((each) => takeDigestKey(each, keys)) && listed.length > 0;
  const logs = json['tlogs'];
  if (!Array.isArray(logs)) return false;
  const before = keys.noteKeys.length;
  for (const each of logs as Json[]) takeLogKey(each, keys);
  return keys.noteKeys.length > before;
}

/** One row of `aws cloudtrail list-public-keys`: PKCS#1 DER in base64, with its fingerprint and when it was in force. */
function takeDigestKey(row: Json, keys: GivenKeys): boolean {
  const { Value, Fingerprint, ValidityStartTime, ValidityEndTime } = row;
  const der = typeof Value === 'string' ? decodeBase64(Value) : undefined;
  const key = der === undefined ? undefined : rsaOf(der);
  if (key === undefined) return false;
  const fingerprint = typeof Fingerprint === 'string' ? Fingerprint.toLowerCase() : undefined;
  addDigestKey(key, fingerprint, keys, {
    ...(typeof ValidityStartTime === 'string' ? { validFrom: ValidityStartTime } : {}),
    ...(typeof ValidityEndTime === 'string' ? { validTo: ValidityEndTime } : {}),
  });
  return true;
}

function addDigestKey(
  key: KeyObject,
  fingerprint: string | undefined,
  keys: GivenKeys,
  validity: Pick<DigestKey, 'validFrom' | 'validTo'> = {},
): void {
  keys.digestKeys.push({
    fingerprint,
    ...validity,
    isGood(message, signatureHex) {
      const signature = decodeHex(signatureHex.toLowerCase());
      if (signature === undefined) return false;
      return verify('sha256', Buffer.from(message, 'utf8'), { key, padding: constants.RSA_PKCS1_PADDING }, signature);
    },
  });
  keys.taken.push({ kind: 'rsa', id: fingerprint ?? spkiHash(key) });
}

const spkiHash = (key: KeyObject): string => nodeHasher.sha256Hex(key.export({ type: 'spki', format: 'der' }));

function takeLogKey({ baseUrl, publicKey }: Json, keys: GivenKeys): void {
  const { rawBytes, keyDetails } = (publicKey ?? {}) as Json;
  const spki = typeof rawBytes === 'string' ? decodeBase64(rawBytes) : undefined;
  if (spki === undefined || typeof baseUrl !== 'string' || typeof keyDetails !== 'string' || !URL.canParse(baseUrl))
    return;
  const name = new URL(baseUrl).host;
  const isEd25519 = keyDetails === 'PKIX_ED25519';
  if (!isEd25519 && keyDetails !== 'PKIX_ECDSA_P256_SHA_256') return;
  const type = isEd25519 ? KEY_TYPE.ed25519 : KEY_TYPE.ecdsa;
  // The last 32 bytes of an Ed25519 SubjectPublicKeyInfo are the key.
  const parsed = parseVkey(notePorts, formatVkey(notePorts, name, type, isEd25519 ? spki.slice(-32) : spki));
  if (parsed.kind === 'valid') takeNoteKey(parsed.value, keys);
}

/** PEM or DER, a certificate or a key; or the base64 of DER alone. */
function takeKey(bytes: Uint8Array, text: string, keys: GivenKeys): boolean {
  const bare = decodeBase64(text.replaceAll(/\s+/gu, ''));
  const key = keyOf(Buffer.from(bytes)) ?? (bare === undefined ? undefined : keyOf(Buffer.from(bare)));
  if (key === undefined) return false;
  if (key.asymmetricKeyType === 'rsa') addDigestKey(key, undefined, keys);
  else keys.taken.push({ kind: key.asymmetricKeyType ?? 'key', id: spkiHash(key) });
  keys.publicKeys.push(key);
  return true;
}

function keyOf(bytes: Buffer): KeyObject | undefined {
  const attempts: (() => KeyObject)[] = [
    () => createPublicKey(bytes),
    () => createPublicKey({ key: bytes, format: 'der', type: 'spki' }),
    () => createPublicKey({ key: bytes, format: 'der', type: 'pkcs1' }),
    () => new X509Certificate(bytes).publicKey,
  ];
  // A private key is nobody's to give here, and OpenSSL would take its public half.
  if (bytes.includes('PRIVATE KEY')) return undefined;
  for (const attempt of attempts) {
    try {
      const key = attempt();
      const isWeak = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS;
      return isWeak ? undefined : key;
    } catch {
      // Not of this form: the next one is tried.
    }
  }
  return undefined;
}

function rsaOf(der: Uint8Array): KeyObject | undefined {
  const key = keyOf(Buffer.from(der));
  return key?.asymmetricKeyType === 'rsa' ? key : undefined;
}
