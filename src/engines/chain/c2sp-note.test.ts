import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { expectValid, findingOf } from '../../test/helpers/expect-verdict.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { decodeBase64, encodeBase64, encodeHex } from '../kernel/bytes.ts';
import { nobleEd25519 } from './ed25519.ts';
import {
  decodeNote,
  ed25519Vkey,
  formatVkey,
  KEY_TYPE,
  MAX_NOTE_LENGTH,
  type NotePorts,
  type NoteVerifier,
  noteSigner,
  openNote,
  parseNote,
  parseSignatureLine,
  parseVkey,
  signatureLine,
  signNote,
} from './note.ts';

const ports: NotePorts = { hasher: nodeHasher, text: nodeTextCodec, ed25519: nodeEd25519 };
const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const makeKey = (name: string, byte: number) => {
  const signer = nodeEd25519.signerOf(seedOf(byte));
  const vkey = ed25519Vkey(ports, name, signer.publicKey);
  return { vkey, signer: noteSigner(ports, name, signer), verifier: expectValid(parseVkey(ports, vkey)) };
};
const alice = makeKey('alice.example/log', 1);
const bob = makeKey('bob.example/log', 2);
const text = 'one\n\ntwo é\n';
const signed = signNote(ports, text, [alice.signer]);
const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);

/** golang.org/x/mod/sumdb/note, package documentation: key, text and note published there. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_NOTE = `${PETER_TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

describe('openNote (C2SP signed-note)', () => {
  it('opens the published note with the published key', () => {
    const opened = expectValid(openNote(ports, PETER_NOTE, [expectValid(parseVkey(ports, PETER))]));
    expect([opened.text, names(opened.verified), opened.unverified]).toEqual([PETER_TEXT, ['PeterNeumann'], []]);
  });

  it('takes the text up to the last empty line', () => {
    expect(expectValid(openNote(ports, signed, [alice.verifier])).text).toBe(text);
  });

  it('lets unknown keys stand without a word about them', () => {
    const note = signNote(ports, text, [bob.signer, alice.signer]);
    const opened = expectValid(openNote(ports, note, [alice.verifier]));
    expect([names(opened.verified), names(opened.unverified)]).toEqual([['alice.example/log'], ['bob.example/log']]);
  });

  it('refuses a note nobody known has signed', () => {
    expect([
      findingOf(openNote(ports, signed, [])).kind,
      findingOf(openNote(ports, signed, [bob.verifier])).kind,
    ]).toEqual(['signature-unknown', 'signature-unknown']);
  });

  it('refuses the whole note for one bad signature of a known key, whoever else has signed', () => {
    const stolen = signNote(ports, 'other\n', [alice.signer]).split('\n').at(-2) as string;
    const note = signNote(ports, text, [bob.signer], [stolen]);
    expect(findingOf(openNote(ports, note, [alice.verifier, bob.verifier])).kind).toBe('signature-invalid');
    const second = signNote(ports, text, [alice.signer], [stolen]);
    expect(findingOf(openNote(ports, second, [alice.verifier])).kind).toBe('signature-invalid');
  });

  it('refuses any change of the text', () => {
    for (const changed of [signed.replace('one', 'One'), signed.replace('two', '\ntwo'), `x${signed}`]) {
      expect(findingOf(openNote(ports, changed, [alice.verifier])).kind).toBe('signature-invalid');
    }
  });

  it('counts the same line twice as one signature', () => {
    const line = signed.split('\n').at(-2) as string;
    const opened = expectValid(openNote(ports, `${signed}${line}\n`, [alice.verifier]));
    expect(names(opened.verified)).toEqual(['alice.example/log']);
  });

  it('ignores a line that shares only the name or only the number with a known key', () => {
    const { keyId, name } = alice.verifier;
    const lines = [signatureLine(name, keyId ^ 1, seedOf(9)), signatureLine('other', keyId, seedOf(9))];
    const opened = expectValid(openNote(ports, signNote(ports, text, [alice.signer], lines), [alice.verifier]));
    expect([opened.verified.length, opened.unverified.length]).toEqual([1, 2]);
  });

  it('refuses two known keys of one name and number rather than choosing', () => {
    const twin: NoteVerifier = { ...alice.verifier, verify: () => true };
    expect(findingOf(openNote(ports, signed, [alice.verifier, twin])).kind).toBe('key-ambiguous');
  });

  it('takes 100 signatures and refuses 101', () => {
    const lines = Array.from({ length: 100 }, (_, i) => signatureLine(`n${i}`, i, seedOf(i)));
    const note = (count: number): string => signNote(ports, text, [alice.signer], lines.slice(0, count));
    expect(expectValid(openNote(ports, note(99), [alice.verifier])).unverified.length).toBe(99);
    expect(findingOf(openNote(ports, note(100), [alice.verifier])).kind).toBe('note-malformed');
  });
});

describe('parseNote', () => {
  const line = signed.split('\n').at(-2) as string;

  it.each([
    ['nothing', ''],
    ['text alone', 'text\n'],
    ['no signature', 'text\n\n'],
    ['no final newline', signed.slice(0, -1)],
    ['no empty line', `text\n${line}\n`],
    ['a tab', signed.replace('one', 'o\tne')],
    ['a carriage return', signed.replaceAll('\n', '\r\n')],
    ['NUL', signed.replace('one', 'o\0ne')],
    ['a lone surrogate', signed.replace('one', '\ud800')],
    ['a line after the signatures', `${signed}more\n`],
    ['a hyphen for the dash', signed.replace('\u2014', '-')],
    ['no space after the dash', signed.replace('\u2014 ', '\u2014')],
    ['two spaces', signed.replace('log ', 'log  ')],
    ['a name with a plus', signed.replace('alice', 'al+ce')],
    ['a name with a no-break space', signed.replace('alice', 'al\u00a0ce')],
    ['a name with U+0085', signed.replace('alice', 'al\u0085ce')],
    ['no name', text + `\n\u2014  ${line.split(' ')[2]}\n`],
    ['base64 without padding', signed.replace('=\n', '\n')],
    ['a signature of no bytes', `${text}\n\u2014 alice AAAAAA==\n`],
    ['more than 1 MiB', `${'x'.repeat(MAX_NOTE_LENGTH)}\n\n${line}\n`],
  ])('refuses %s', (_, note) => {
    expect(findingOf(parseNote(note)).kind).toBe('note-malformed');
  });

  it('reads a signature line back into name, number and bytes', () => {
    const parsed = parseSignatureLine(signatureLine('n', 0xfedcba98, seedOf(7)));
    expect([parsed?.name, parsed?.keyId, encodeHex(parsed?.signature as Uint8Array)]).toEqual([
      'n',
      0xfedcba98,
      '07'.repeat(32),
    ]);
  });

  it('takes a file only as UTF-8, and not beyond 1 MiB', () => {
    const bytes = Buffer.from(signed);
    expect([
      decodeNote(nodeTextCodec, bytes),
      decodeNote(nodeTextCodec, Buffer.concat([Buffer.from([0xff]), bytes])),
      decodeNote(nodeTextCodec, new Uint8Array(MAX_NOTE_LENGTH + 1)),
    ]).toEqual([signed, undefined, undefined]);
  });
});

describe('vkeys', () => {
  it('gives the published vkey of the published key', () => {
    const key = (decodeBase64(PETER.slice(PETER.lastIndexOf('+') + 1)) as Uint8Array).slice(1);
    expect(formatVkey(ports, 'PeterNeumann', KEY_TYPE.ed25519, key)).toBe(PETER);
  });

  it('refuses every shortened and every changed vkey', () => {
    const wrong: string[] = [];
    for (let i = 0; i < PETER.length; i++) {
      wrong.push(PETER.slice(0, i), PETER.slice(i + 1));
      wrong.push(PETER.slice(0, i) + String.fromCharCode(PETER.charCodeAt(i) + 1) + PETER.slice(i + 1));
    }
    expect(wrong.filter((vkey) => parseVkey(ports, vkey).kind === 'valid')).toEqual([]);
  });

  it('refuses unknown types, wrong lengths and unsound keys, each by name', () => {
    const vkey = (type: number, key: Uint8Array): string => formatVkey(ports, 'n', type as 1, key);
    const neutral = new Uint8Array(32);
    neutral[0] = 1;
    const kinds = [
      vkey(6, seedOf(1)),
      vkey(1, new Uint8Array(31)),
      vkey(1, neutral),
      vkey(4, neutral),
      vkey(2, seedOf(1)),
    ];
    expect(kinds.map((text) => findingOf(parseVkey(ports, text)).kind)).toEqual([
      'vkey-type-unknown',
      'key-unsound',
      'key-unsound',
      'key-unsound',
      'key-unsound',
    ]);
    expect(findingOf(parseVkey(ports, `n+00000000+${encodeBase64(new Uint8Array([1, ...seedOf(1)]))}`)).kind).toBe(
      'vkey-id-mismatch',
    );
  });

  it('treats a note text that is not lines of plain text as a bug of the caller', () => {
    expect(() => signNote(ports, 'no newline', [alice.signer])).toThrow('invariant');
    expect(() => signNote(ports, 'tab\t\n', [alice.signer])).toThrow('invariant');
    expect(() => signNote(ports, text, [])).toThrow('invariant');
    expect(() => ed25519Vkey(ports, 'two words', seedOf(1))).toThrow('invariant');
  });
});

describe.skipIf(!hasShared)('published vectors', () => {
  const load = <T>(name: string): T => JSON.parse(readFileSync(sharedPath(`vectors/tlog/${name}`), 'utf8')) as T;

  it.each([
    ['node:crypto', nodeEd25519],
    ['noble', nobleEd25519],
  ])('open and refuse as golang.org/x/mod does, with %s', (_, ed25519) => {
    interface Case {
      name: string;
      vkeys: string[];
      noteBase64: string;
      ok: boolean;
      verified?: string[];
      unverified?: string[];
    }
    const { cases } = load<{ cases: Case[] }>('signed-note-open.json');
    const outcome = cases.map(({ name, vkeys, noteBase64 }) => {
      const note = decodeNote(nodeTextCodec, decodeBase64(noteBase64) as Uint8Array);
      if (note === undefined) return { name, ok: false };
      const keys = vkeys.map((vkey) => expectValid(parseVkey({ ...ports, ed25519 }, vkey)));
      const opened = openNote({ ...ports, ed25519 }, note, keys);
      if (opened.kind !== 'valid') return { name, ok: false };
      const { verified, unverified } = opened.value;
      return { name, ok: true, verified: names(verified), unverified: names(unverified) };
    });
    expect(outcome).toEqual(
      cases.map(({ name, ok, verified, unverified }) => (ok ? { name, ok, verified, unverified } : { name, ok })),
    );
    expect(cases.length).toBe(11);
  });

  it('sign byte for byte as golang.org/x/mod does', () => {
    const {
      signerKey,
      vkey,
      text: body,
      note,
      badVkeys,
    } = load<Record<string, string> & { badVkeys: string[] }>('signed-note-sign.json');
    const secret = (decodeBase64((signerKey as string).split('+').slice(4).join('+')) as Uint8Array).slice(1);
    for (const ed25519 of [nodeEd25519, nobleEd25519]) {
      const signer = ed25519.signerOf(secret);
      expect(ed25519Vkey(ports, 'PeterNeumann', signer.publicKey)).toBe(vkey);
      expect(signNote(ports, body as string, [noteSigner(ports, 'PeterNeumann', signer)])).toBe(note);
    }
    expect(badVkeys.map((bad) => parseVkey(ports, bad).kind)).toEqual(badVkeys.map(() => 'invalid'));
  });

  it('verify the ECDSA signature of a real Rekor v1 checkpoint, under its own name only', () => {
    const { cases } = load<{ cases: { name: string; vkey: string; note: string; ok: boolean }[] }>(
      'note-ecdsa-p256.json',
    );
    const opens = (vkey: string, note: string): boolean =>
      openNote(ports, note, [expectValid(parseVkey(ports, vkey))]).kind === 'valid';
    expect(cases.map(({ vkey, note }) => opens(vkey, note))).toEqual(cases.map(({ ok }) => ok));
    expect(cases.map(({ vkey, note }) => opens(vkey, note.replace('798034', '798035')))).toEqual([false, false]);
  });
});
