/**
 * Signed notes: a text, a blank line, signature lines; and the keys that sign and verify them.
 *
 * Pure. O(n) in the note plus one signature check for each line of a known key.
 * Source: C2SP signed-note (format, key ids, types 0x01 and 0x02), tlog-cosignature (type 0x04).
 * Differences: a note is at most 1 MiB and 100 signatures; base64 must be the only text for its bytes; hex in a vkey is
 * lower case; every signature of a known key must be good, also a second one by the same key; only identical lines are
 * dropped. ML-DSA-44 (0x06) is not offered.
 * Trust: a note is a file from anywhere. Until a signature of a key the caller knew before is verified, its text means
 * nothing; names of unknown keys are an attacker's words.
 */
import type { Hasher, TextCodec } from '../kernel/ports.ts';
import { concatBytes, decodeBase64, decodeHex, encodeBase64, readUint32, writeUint32 } from '../kernel/bytes.ts';
import { type Finding, invalid, invariant, type Verdict, valid } from '../../shared/verdict.ts';
import { readCosignature } from './cosignature-bytes.ts';
import { p256VerifierOf } from './ecdsa.ts';
import { type Ed25519, type Ed25519Signer, PUBLIC_KEY_BYTES } from './ed25519.ts';

/** What notes need from the world. */
export interface NotePorts {
  readonly hasher: Hasher;
  readonly text: TextCodec;
  readonly ed25519: Ed25519;
}

/** Signature type bytes of C2SP signed-note. */
export const KEY_TYPE = { ed25519: 0x01, ecdsa: 0x02, cosignature: 0x04 } as const;
export type KeyType = (typeof KEY_TYPE)[keyof typeof KEY_TYPE];

export interface NoteVerifier {
  readonly name: string;
  /** 32 bits. */
  readonly keyId: number;
  readonly type: KeyType;
  /** Raw public key: 32 bytes for Ed25519 and cosignature keys, SPKI DER for ECDSA. */
  readonly publicKey: Uint8Array;
  /** @param text UTF-8 of the note text; `signature` without the key id */
  verify(text: Uint8Array, signature: Uint8Array): boolean;
}

export interface NoteSigner {
  readonly name: string;
  readonly keyId: number;
  /** The signature without the key id, over the UTF-8 of the note text. */
  sign(text: Uint8Array): Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** Without the key id. */
  readonly signature: Uint8Array;
  /** The whole line as it stands in the note, without the newline. */
  readonly line: string;
}

export interface ParsedNote {
  /** Ends in a newline. */
  readonly text: string;
  /** In the order of the note, identical lines once. */
  readonly signatures: readonly NoteSignature[];
}

export interface OpenedNote {
  readonly text: string;
  /** Good signatures of keys the caller knows; at least one. */
  readonly verified: readonly NoteSignature[];
  /** Of keys the caller does not know: nothing is said about them. */
  readonly unverified: readonly NoteSignature[];
}

export const MAX_NOTE_LENGTH = 1_048_576;
export const MAX_NOTE_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
const DASH = '\u2014 ';
// Go's unicode.IsSpace, which the format was defined with, is Unicode's White_Space.
const NAME = /^[^+\p{White_Space}]+$/u;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

const isName = (name: string): boolean => NAME.test(name) && name.isWellFormed();

const malformed = (what: string): Verdict<never> =>
  invalid({ kind: 'note-malformed', actual: what, message: 'This is not a signed note.' });

/** The text of a note read from a file: `undefined` where the bytes are not UTF-8 or too many. */
export const decodeNote = (codec: TextCodec, bytes: Uint8Array): string | undefined =>
  bytes.length <= MAX_NOTE_LENGTH && codec.isUtf8(bytes) ? codec.utf8(bytes, 0, bytes.length) : undefined;

/** Text and signature lines, nothing verified. Finding: `note-malformed`. */
export function parseNote(note: string): Verdict<ParsedNote> {
  if (note.length > MAX_NOTE_LENGTH) return malformed('too long');
  if (!note.isWellFormed() || CONTROL.test(note)) return malformed('a control character or ill-formed text');
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n') || split + 2 === note.length) return malformed('no signatures');
  const lines = note.slice(split + 2, -1).split('\n', MAX_NOTE_SIGNATURES + 1);
  if (lines.length > MAX_NOTE_SIGNATURES) return malformed('too many signatures');
  const signatures: NoteSignature[] = [];
  for (const line of new Set(lines)) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) return malformed('a line that is not a signature');
    signatures.push(signature);
  }
  return valid({ text: note.slice(0, split + 1), signatures });
}

/** One signature line without its newline; `undefined` where it is not one. */
export function parseSignatureLine(line: string): NoteSignature | undefined {
  if (!line.startsWith(DASH)) return undefined;
  const space = line.indexOf(' ', DASH.length);
  if (space < 0) return undefined;
  const name = line.slice(DASH.length, space);
  const bytes = decodeBase64(line.slice(space + 1));
  if (!isName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  return { name, keyId: readUint32(bytes, 0), signature: bytes.subarray(KEY_ID_BYTES), line };
}

/** A signature as a line of a note, without the newline. */
export function signatureLine(name: string, keyId: number, signature: Uint8Array): string {
  const id = new Uint8Array(KEY_ID_BYTES);
  writeUint32(id, 0, keyId);
  return `${DASH}${name} ${encodeBase64(concatBytes(id, signature))}`;
}

/**
 * Verifies a note against known keys: all their signatures must be good, and there must be one.
 *
 * Findings: `note-malformed`, `key-ambiguous` (two known keys share name and id), `signature-invalid`,
 * `signature-unknown` (no known key has signed).
 */
export function openNote(ports: NotePorts, note: string, known: readonly NoteVerifier[]): Verdict<OpenedNote> {
  const parsed = parseNote(note);
  if (parsed.kind !== 'valid') return parsed;
  const { text, signatures } = parsed.value;
  const textBytes = ports.text.encodeUtf8(text);
  const verified: NoteSignature[] = [];
  const unverified: NoteSignature[] = [];
  for (const signature of signatures) {
    const keys = known.filter(({ name, keyId }) => name === signature.name && keyId === signature.keyId);
    const [key] = keys;
    if (key === undefined) {
      unverified.push(signature);
    } else if (keys.length > 1) {
      return invalid(keyFinding('key-ambiguous', signature, 'Two known keys have the same name and number.'));
    } else if (key.verify(textBytes, signature.signature)) {
      verified.push(signature);
    } else {
      return invalid(keyFinding('signature-invalid', signature, 'A signature does not fit the text it stands under.'));
    }
  }
  if (verified.length > 0) return valid({ text, verified, unverified });
  return invalid({ kind: 'signature-unknown', message: 'Nobody whose key is known has signed this.' });
}

const keyFinding = (kind: string, { name, keyId }: NoteSignature, message: string): Finding => ({
  kind,
  actual: `${name}+${hexId(keyId)}`,
  message,
});

/**
 * The signed note.
 *
 * @param text ends in a newline, without control characters; breaking that is a bug of the caller
 * @param existing lines (without newline) that stand before the new ones, such as those of other signers
 */
export function signNote(
  ports: NotePorts,
  text: string,
  signers: readonly NoteSigner[],
  existing: readonly string[] = [],
): string {
  invariant(text.endsWith('\n') && text.isWellFormed() && !CONTROL.test(text), 'a note text is lines of plain text');
  const textBytes = ports.text.encodeUtf8(text);
  const lines = signers.map((signer) => signatureLine(signer.name, signer.keyId, signer.sign(textBytes)));
  invariant(lines.length + existing.length > 0, 'a note has a signature');
  return `${text}\n${[...existing, ...lines].join('\n')}\n`;
}

const hexId = (keyId: number): string => keyId.toString(16).padStart(8, '0');

/** First 32 bits of SHA-256(name || 0x0A || type || public key); for ECDSA of SHA-256(public key as SPKI). */
export function keyIdOf(
  ports: Pick<NotePorts, 'hasher' | 'text'>,
  name: string,
  type: KeyType,
  key: Uint8Array,
): number {
  const named = (): Uint8Array => concatBytes(ports.text.encodeUtf8(`${name}\n`), new Uint8Array([type]), key);
  return readUint32(ports.hasher.sha256(type === KEY_TYPE.ecdsa ? key : named()), 0);
}

/**
 * The vkey text of a public key: `<name>+<key id>+<base64 of type and key>`.
 *
 * @param name not empty, without spaces and `+`; breaking that is a bug of the caller
 */
export function formatVkey(
  ports: Pick<NotePorts, 'hasher' | 'text'>,
  name: string,
  type: KeyType,
  key: Uint8Array,
): string {
  invariant(isName(name), 'a key name has no spaces and no plus');
  const id = hexId(keyIdOf(ports, name, type, key));
  return `${name}+${id}+${encodeBase64(concatBytes(new Uint8Array([type]), key))}`;
}

/** The vkey text of an Ed25519 public key (32 bytes) that signs notes. */
export const ed25519Vkey = (ports: Pick<NotePorts, 'hasher' | 'text'>, name: string, publicKey: Uint8Array): string =>
  formatVkey(ports, name, KEY_TYPE.ed25519, publicKey);

/**
 * The verifier a vkey text names. Findings: `vkey-malformed`, `vkey-id-mismatch`, `vkey-type-unknown`, `key-unsound`
 * (the key breaks the rule of ed25519.ts or is not a P-256 key).
 */
export function parseVkey(ports: NotePorts, vkey: string): Verdict<NoteVerifier> {
  const refuse = (kind: string, message: string): Verdict<never> =>
    invalid({ kind, actual: vkey.slice(0, 200), message });
  const first = vkey.indexOf('+');
  const second = vkey.indexOf('+', first + 1);
  const name = vkey.slice(0, first);
  const id = decodeHex(vkey.slice(first + 1, second));
  const typed = decodeBase64(vkey.slice(second + 1));
  if (
    first < 0 ||
    second < 0 ||
    !isName(name) ||
    id?.length !== KEY_ID_BYTES ||
    typed === undefined ||
    typed.length < 2
  ) {
    return refuse('vkey-malformed', 'This is not the text of a verification key.');
  }
  const type = Object.values(KEY_TYPE).find((known) => known === typed[0]);
  if (type === undefined) return refuse('vkey-type-unknown', 'Keys of this kind are not supported.');
  const publicKey = typed.slice(1);
  const keyId = keyIdOf(ports, name, type, publicKey);
  if (keyId !== readUint32(id, 0)) return refuse('vkey-id-mismatch', 'The key’s number does not belong to the key.');
  const verify = verifyWith(ports, type, publicKey);
  if (verify === undefined) return refuse('key-unsound', 'This key is not safe to rely on.');
  return valid({ name, keyId, type, publicKey, verify });
}

function verifyWith(ports: NotePorts, type: KeyType, key: Uint8Array): NoteVerifier['verify'] | undefined {
  if (type === KEY_TYPE.ecdsa) return p256VerifierOf(key);
  const verifier = key.length === PUBLIC_KEY_BYTES ? ports.ed25519.verifierOf(key) : undefined;
  if (verifier === undefined) return undefined;
  if (type === KEY_TYPE.ed25519) return (text, signature) => verifier.verify(text, signature);
  return (text, signature) => {
    const cosignature = readCosignature(text, signature);
    return cosignature !== undefined && verifier.verify(cosignature.message, cosignature.signature);
  };
}

/** Signs notes with an Ed25519 key under this name (type 0x01). */
export function noteSigner(ports: Pick<NotePorts, 'hasher' | 'text'>, name: string, signer: Ed25519Signer): NoteSigner {
  invariant(isName(name), 'a key name has no spaces and no plus');
  return {
    name,
    keyId: keyIdOf(ports, name, KEY_TYPE.ed25519, signer.publicKey),
    sign: (text) => signer.sign(text),
  };
}
