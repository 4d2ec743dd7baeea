/**
 * Verification keys as text, and what each kind of key accepts.
 *
 * Pure. Source: C2SP signed-note (vkey, key ids, 0x01 Ed25519, 0x02 ECDSA), tlog-cosignature (0x04).
 * Differences: ECDSA is P-256 with SHA-256; any other type, ML-DSA-44 (0x06) among them, is named as not supported. No
 * signature of such a key is ever counted.
 * Trust: in a bundle keys are an attacker's words, until the log or the person who checks vouches for them.
 */
import { p256 } from '@noble/curves/nist.js';
import { bytesOfBase64, bytesOfHex, concat, uint32At, utf8 } from '../base/bytes.ts';
import { sha256 } from '../base/hash.ts';
import { demand, NotSupported } from '../base/refused.ts';
import { isEd25519Signature, isSoundPoint } from '../sign/ed25519.ts';

export const KEY_TYPE = { ed25519: 0x01, ecdsa: 0x02, cosignature: 0x04 } as const;

export interface Vkey {
  readonly text: string;
  readonly name: string;
  readonly keyId: number;
  readonly type: number;
  /** 32 bytes; SPKI as DER for ECDSA. */
  readonly key: Uint8Array;
}

// Go's unicode.IsSpace, which the format was defined with, is Unicode's White_Space.
const NAME = /^[^+\p{White_Space}]+$/u;
export const isKeyName = (name: string): boolean => NAME.test(name) && name.isWellFormed() && name.length <= 1000;

/** First 32 bits of SHA-256(name || 0x0A || type || key); for ECDSA of SHA-256(SPKI). */
export const keyIdOf = (name: string, type: number, key: Uint8Array): number =>
  uint32At(sha256(type === KEY_TYPE.ecdsa ? key : concat(utf8(`${name}\n`), new Uint8Array([type]), key)), 0);

/** @throws NotSupported for a type that is not offered, Refused for anything that is no sound key */
export function parseVkey(text: string): Vkey {
  // Base64 may hold a plus: only the first two divide.
  const [name = '', id = '', ...rest] = text.split('+');
  demand(isKeyName(name) && id.length === 8 && rest.length > 0, 'not the text of a key');
  const typed = bytesOfBase64(rest.join('+'));
  const type = typed[0] ?? 0;
  const key = typed.subarray(1);
  demand(key.length > 0, 'not the text of a key');
  const keyId = keyIdOf(name, type, key);
  if (!Object.values<number>(KEY_TYPE).includes(type))
    throw new NotSupported(`a key of type 0x${type.toString(16).padStart(2, '0')}`);
  demand(uint32At(bytesOfHex(id), 0) === keyId, 'a key whose number is not that of its bytes');
  demand(type === KEY_TYPE.ecdsa ? p256PointOf(key) !== undefined : isSoundPoint(key), 'an unsound key');
  return { text, name, keyId, type, key };
}

/** @param signature without the key id; a cosignature begins with its time */
export function isNoteSignature({ type, key }: Vkey, text: Uint8Array, signature: Uint8Array): boolean {
  if (type === KEY_TYPE.ed25519) return isEd25519Signature(key, text, signature);
  if (type === KEY_TYPE.cosignature) {
    const time = cosignatureTime(signature);
    return (
      time !== undefined &&
      isEd25519Signature(key, concat(utf8(`cosignature/v1\ntime ${time}\n`), text), signature.subarray(8))
    );
  }
  const point = p256PointOf(key);
  try {
    return point !== undefined && p256.verify(signature, text, point, { format: 'der', lowS: false });
  } catch {
    return false;
  }
}

/** tlog-cosignature: seconds since 1970, big-endian, before the signature. */
export function cosignatureTime(signature: Uint8Array): number | undefined {
  if (signature.length !== 8 + 64) return undefined;
  const time = uint32At(signature, 0) * 2 ** 32 + uint32At(signature, 4);
  return Number.isSafeInteger(time) ? time : undefined;
}

/** RFC 5480: the one DER frame of an uncompressed P-256 point. */
const P256_FRAME = bytesOfHex('3059301306072a8648ce3d020106082a8648ce3d030107034200');
function p256PointOf(spki: Uint8Array): Uint8Array | undefined {
  const point = spki.subarray(P256_FRAME.length);
  if (spki.length !== P256_FRAME.length + 65 || P256_FRAME.some((byte, index) => byte !== spki[index]))
    return undefined;
  try {
    p256.Point.fromBytes(point);
    return point;
  } catch {
    return undefined;
  }
}
