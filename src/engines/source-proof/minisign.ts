/**
 * Signatures of minisign and OpenBSD signify over one file.
 *
 * Pure; Ed25519 and BLAKE2b are the caller's.
 * Source: minisign 0.11 ("Signature format"), signify(1). `Ed`: over the file; `ED`: over its BLAKE2b-512. The trusted comment of
 * minisign has a signature of its own, over signature and comment.
 * Trust: hostile; the untrusted comment is nobody's word and is never shown as one.
 */
import { decodeBase64, encodeHex } from '../kernel/bytes.ts';

export interface FileSignature {
  /** Over the hash of the file, not the file. */
  readonly isPrehashed: boolean;
  /** 16 hex digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
  /** Only minisign has it. */
  readonly trusted?: { readonly comment: string; readonly signature: Uint8Array };
}

export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
}

const SIGNATURE_BYTES = 2 + 8 + 64;
const KEY_BYTES = 2 + 8 + 32;
const COMMENT = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';

export function parseFileSignature(text: string): FileSignature | undefined {
  const lines = text.split(/\r?\n/u);
  if (lines[0]?.startsWith(COMMENT) !== true) return undefined;
  const bytes = decodeBase64((lines[1] ?? '').trim());
  const algorithm = bytes === undefined ? '' : String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0);
  if (bytes?.length !== SIGNATURE_BYTES || (algorithm !== 'Ed' && algorithm !== 'ED')) return undefined;
  const base = { isPrehashed: algorithm === 'ED', keyId: encodeHex(bytes.slice(2, 10)), signature: bytes.slice(10) };
  if (lines[2]?.startsWith(TRUSTED) !== true) return base;
  const own = decodeBase64((lines[3] ?? '').trim());
  return own?.length === 64
    ? { ...base, trusted: { comment: lines[2].slice(TRUSTED.length), signature: own } }
    : undefined;
}

/** A public key file, or its second line alone. */
export function parseSigningKey(text: string): SigningKey | undefined {
  const line = text
    .split(/\r?\n/u)
    .map((each) => each.trim())
    .find((each) => each !== '' && !each.startsWith('untrusted comment:'));
  const bytes = line === undefined ? undefined : decodeBase64(line);
  if (bytes?.length !== KEY_BYTES || bytes[0] !== 0x45 || bytes[1] !== 0x64) return undefined;
  return { keyId: encodeHex(bytes.slice(2, 10)), publicKey: bytes.slice(10) };
}

/** The file a signature belongs to, by its own name: what is left without the ending. */
export function signedName(path: string): string | undefined {
  const name = path.replace(/\.(?:minisig|sig|asc|sigstore\.json|sigstore|tlog-proof)$/iu, '');
  return name === path ? undefined : name;
}
