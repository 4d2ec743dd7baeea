/**
 * Signed notes: a text, an empty line, signature lines.
 *
 * Pure. Source: C2SP signed-note. Differences: at most 1 MiB and 100 signatures; every signature of a known key must be
 * good, also a second one of the same key; only identical lines count once.
 * Trust: until a known key has signed it, a note's text means nothing.
 */
import { bytesOfBase64, textOf, uint32At, utf8 } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';
import { isKeyName, isNoteSignature, type Vkey } from './vkey.ts';

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** Without the key id. */
  readonly signature: Uint8Array;
}
export interface Note {
  /** Ends in a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const MAX_LENGTH = 1_048_576;
const MAX_SIGNATURES = 100;
const DASH = '\u2014 ';
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/u;

export function parseNote(bytes: Uint8Array): Note {
  demand(bytes.length <= MAX_LENGTH, 'a note too long');
  const note = textOf(bytes);
  demand(!CONTROL.test(note), 'a control character in a note');
  const split = note.lastIndexOf('\n\n');
  demand(split >= 0 && note.endsWith('\n') && split + 2 < note.length, 'a note without signatures');
  return { text: note.slice(0, split + 1), signatures: parseSignatures(note.slice(split + 2)) };
}

/** Signature lines, each with its newline. */
export function parseSignatures(lines: string): NoteSignature[] {
  demand(lines.endsWith('\n'), 'a signature line without an end');
  const all = lines.slice(0, -1).split('\n', MAX_SIGNATURES + 1);
  demand(all.length <= MAX_SIGNATURES, 'too many signatures');
  return [...new Set(all)].map(parseSignature);
}

function parseSignature(line: string): NoteSignature {
  const [name = '', base64 = '', ...more] = line.slice(DASH.length).split(' ');
  demand(line.startsWith(DASH) && isKeyName(name) && more.length === 0, 'a line that is no signature');
  const bytes = bytesOfBase64(base64);
  demand(bytes.length > 4, 'a line that is no signature');
  return { name, keyId: uint32At(bytes, 0), signature: bytes.subarray(4) };
}

/**
 * The signatures of known keys: all of them good, and at least one.
 *
 * @throws Refused for a bad signature of a known key, for none at all, and for two known keys of one name and number
 */
export function openNote(
  { text, signatures }: Note,
  known: readonly Vkey[],
): { key: Vkey; signature: NoteSignature }[] {
  const message = utf8(text);
  const verified = signatures.flatMap((signature) => {
    const [key, twin] = known.filter(({ name, keyId }) => name === signature.name && keyId === signature.keyId);
    if (key === undefined) return [];
    demand(twin === undefined, 'two known keys with one name and number');
    demand(
      isNoteSignature(key, message, signature.signature),
      'a signature that does not fit the text it stands under',
    );
    return [{ key, signature }];
  });
  demand(verified.length > 0, 'nobody whose key is known has signed this');
  return verified;
}
