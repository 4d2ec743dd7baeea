import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { base64Of, bytesOfHex, concat, utf8 } from '../base/bytes.ts';
import { printTotal, readJson, refusalOf } from '../testing/vectors.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { isConsistent } from './merkle.ts';
import { openNote, parseNote } from './note.ts';
import { parsePolicy } from './policy.ts';
import { parseTlogProof } from './tlog-proof.ts';
import { cosignatureTime, keyIdOf, parseVkey, type Vkey } from './vkey.ts';

const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const REMORA = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
const keyOfType = (type: number, key: Uint8Array): string =>
  `n+${keyIdOf('n', type, key).toString(16).padStart(8, '0')}+${base64Of(concat(new Uint8Array([type]), key))}`;

describe('a verification key', () => {
  it('is refused where one letter is missing or another', () => {
    const wrong: string[] = [];
    for (let i = 0; i < PETER.length; i++) {
      wrong.push(PETER.slice(0, i), PETER.slice(i + 1));
      wrong.push(PETER.slice(0, i) + String.fromCharCode(PETER.charCodeAt(i) + 1) + PETER.slice(i + 1));
    }
    expect(wrong.filter((text) => refusalOf(() => parseVkey(text)) === undefined)).toEqual([]);
  });

  it('of another type is named as not supported, of low order refused', () => {
    const neutral = concat(new Uint8Array([1]), new Uint8Array(31));
    expect([6, 5].map((type) => refusalOf(() => parseVkey(keyOfType(type, new Uint8Array(32)))))).toEqual([
      'NotSupported: a key of type 0x06',
      'NotSupported: a key of type 0x05',
    ]);
    expect([1, 4, 2].map((type) => refusalOf(() => parseVkey(keyOfType(type, neutral))))).toEqual(
      Array.from({ length: 3 }, () => 'Refused: an unsound key'),
    );
  });
});

describe('a policy', () => {
  const other = keyOfType(4, parseVkey(PETER).key);
  const text = `log ${PETER}\n# who\nwitness a ${REMORA}\nwitness b ${other} https://b.example\ngroup g 2 a b\ngroup any-of any a b\nquorum g\n`;

  it('says when enough witnesses have signed', () => {
    const policy = parsePolicy(text);
    const enough = [['a'], ['a', 'b'], []].map((names) => policy.isQuorum(new Set(names)));
    expect([policy.logs.length, [...policy.witnesses.keys()], enough]).toEqual([1, ['a', 'b'], [false, true, false]]);
    expect(parsePolicy(text.replace('quorum g', 'quorum any-of')).isQuorum(new Set(['b']))).toBe(true);
  });

  it.each([
    ['no quorum', text.replace('quorum g\n', '')],
    ['two quorums', `${text}quorum a\n`],
    ['a quorum of nobody', text.replace('quorum g', 'quorum x')],
    ['a name twice', text.replace('witness b', 'witness a')],
    ['one key under two names', text.replace(other, REMORA)],
    ['a member that comes later', text.replace('group g 2 a b', 'group g 2 a any-of')],
    ['a member twice', text.replace('2 a b', '2 a a')],
    ['a threshold of none', text.replace('g 2', 'g 0')],
    ['a threshold too high', text.replace('g 2', 'g 3')],
    ['a witness with a log key', text.replace(`witness a ${REMORA}`, `witness a ${PETER}`)],
    ['a word that is not known', `${text}trust everybody\n`],
  ])('with %s is refused', (_, policy) => {
    expect(refusalOf(() => parsePolicy(policy))).toMatch(/^Refused/u);
  });
});

describe.skipIf(!hasShared)('published vectors', () => {
  const load = <T>(name: string): T => readJson<T>(sharedPath(`vectors/tlog/${name}`));

  it('signed notes', () => {
    const { cases } = load<{
      cases: { name: string; vkeys: string[]; noteBase64: string; ok: boolean; verified?: string[] }[];
    }>('signed-note-open.json');
    const outcome = cases.map(({ name, vkeys, noteBase64 }) => {
      try {
        const opened = openNote(parseNote(base64(noteBase64)), vkeys.map(parseVkey));
        return { name, ok: true, verified: opened.map(({ key }) => key.name) };
      } catch {
        return { name, ok: false };
      }
    });
    expect(outcome).toEqual(cases.map(({ name, ok, verified }) => (ok ? { name, ok, verified } : { name, ok })));
    const signed = load<{ vkey: string; note: string; badVkeys: string[] }>('signed-note-sign.json');
    expect(openNote(parseNote(utf8(signed.note)), [parseVkey(signed.vkey)]).length).toBe(1);
    expect(signed.badVkeys.map((bad) => refusalOf(() => parseVkey(bad)) === undefined)).toEqual([false, false]);
    const ecdsa = load<{ cases: { vkey: string; note: string; ok: boolean }[] }>('note-ecdsa-p256.json').cases;
    const opens = (vkey: string, note: string): boolean =>
      refusalOf(() => openNote(parseNote(utf8(note)), [parseVkey(vkey)])) === undefined;
    expect(ecdsa.map(({ vkey, note }) => opens(vkey, note))).toEqual(ecdsa.map(({ ok }) => ok));
    expect(ecdsa.map(({ vkey, note }) => opens(vkey, note.replace('798034', '798035')))).toEqual([false, false]);
    printTotal({ standard: 'C2SP signed-note', cases: cases.length + 3 + ecdsa.length });
  });

  it('heads', () => {
    const { cases } = load<{ cases: { name: string; text: string; ok: boolean }[] }>('checkpoint-parse.json');
    const differ = cases.filter(({ text, ok }) => (refusalOf(() => parseCheckpoint(text)) === undefined) !== ok);
    expect(differ.map(({ name }) => name)).toEqual([
      'valid one',
      'valid with different origin',
      'valid with trailing data',
      'valid with trailing newlines',
    ]);
    const root = base64Of(new Uint8Array(32));
    const withRoot = cases.map(({ text, ...rest }) => ({
      ...rest,
      text: text
        .split('\n')
        .map((line, i) => (i === 2 && line !== '' ? root : line))
        .join('\n'),
    }));
    const still = withRoot.filter(({ text, ok }) => (refusalOf(() => parseCheckpoint(text)) === undefined) !== ok);
    expect(still.map(({ name }) => name)).toEqual(['valid with trailing newlines']);
    printTotal({ standard: 'C2SP tlog-checkpoint', cases: cases.length, differ: differ.map(({ name }) => name) });
  });

  it('cosignatures', () => {
    const { timestamp, vkeys } = load<{
      timestamp: { sigBase64: string; unix: number | null }[];
      vkeys: { vkey: string; ok: boolean }[];
    }>('cosignature.json');
    const times = timestamp.map(({ sigBase64 }) => cosignatureTime(base64(sigBase64).subarray(4)) ?? null);
    expect(times).toEqual(timestamp.map(({ unix }) => unix));
    expect(vkeys.map(({ vkey }) => refusalOf(() => parseVkey(vkey)) === undefined)).toEqual(vkeys.map(({ ok }) => ok));
    printTotal({ standard: 'C2SP tlog-cosignature', cases: times.length + vkeys.length });
  });

  it('proofs', () => {
    interface Case {
      text: string;
      ok: boolean;
      index?: number;
      hashes?: string[];
      extra?: string;
      checkpoint?: string;
    }
    const { cases } = load<{ cases: Case[] }>('tlog-proof-parse.json');
    const read = cases.map(({ text }) => {
      try {
        const { index, hashes, extra, checkpoint } = parseTlogProof(utf8(text));
        return {
          text,
          ok: true,
          index,
          hashes: hashes.map(base64Of),
          ...(extra === undefined ? {} : { extra }),
          checkpoint,
        };
      } catch {
        return { text, ok: false };
      }
    });
    expect(read).toEqual(cases.map((one) => expect.objectContaining({ ok: one.ok, text: one.text })));
    const whole = cases.flatMap(({ text, ok, index, hashes, extra, checkpoint }) =>
      ok ? [{ text, ok, index, hashes, ...(extra === undefined ? {} : { extra }), checkpoint }] : [],
    );
    expect(read.filter(({ ok }) => ok)).toEqual(whole);
    printTotal({ standard: 'C2SP tlog-proof', cases: cases.length });
  });

  it('what a witness accepts: the same signatures and consistency proofs', () => {
    const { logOrigin, logKeyEd25519Hex, requests } = load<{
      logOrigin: string;
      logKeyEd25519Hex: string;
      requests: { request: string; http: number }[];
    }>('witness-add-checkpoint-sequence.json');
    const key = bytesOfHex(logKeyEd25519Hex);
    const log: Vkey = { text: '', name: logOrigin, keyId: keyIdOf(logOrigin, 1, key), type: 1, key };
    let known = { size: 0, root: new Uint8Array() as Uint8Array };
    const accepted = requests.map(({ request }) => {
      try {
        const split = request.indexOf('\n\n');
        const [old = '', ...proof] = request.slice(0, split).split('\n');
        const note = parseNote(utf8(request.slice(split + 2)));
        openNote(note, [log]);
        const { size, root } = parseCheckpoint(note.text);
        if (old !== `old ${known.size}`) return false;
        if (known.size > 0 && !isConsistent(known.size, size, known.root, root, proof.map(base64))) return false;
        known = { size, root };
        return true;
      } catch {
        return false;
      }
    });
    expect(accepted).toEqual(requests.map(({ http }) => http === 200));
    printTotal({ standard: 'C2SP tlog-witness', cases: requests.length });
  });
});
