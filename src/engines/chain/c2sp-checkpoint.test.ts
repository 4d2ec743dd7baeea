import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { expectValid, findingOf } from '../../test/helpers/expect-verdict.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { checkpointText, openCheckpoint, parseCheckpointText, parseDecimal, signCheckpoint } from './checkpoint.ts';
import { cosigner, cosignerVkey } from './cosignature.ts';
import { ed25519Vkey, type NotePorts, noteSigner, parseVkey, signNote } from './note.ts';

const ports: NotePorts = { hasher: nodeHasher, text: nodeTextCodec, ed25519: nodeEd25519 };
const origin = 'audittrailpro/case/9f0c';
const head = { origin, size: 20_852_163, root: new Uint8Array(32).fill(7) };
const logKey = nodeEd25519.signerOf(new Uint8Array(32).fill(1));
const witnessKey = nodeEd25519.signerOf(new Uint8Array(32).fill(2));
const log = { origin, keys: [expectValid(parseVkey(ports, ed25519Vkey(ports, origin, logKey.publicKey)))] };
const witness = expectValid(parseVkey(ports, cosignerVkey(ports, 'w.example', witnessKey.publicKey)));
const logSigner = noteSigner(ports, origin, logKey);
const text = checkpointText(head);

describe('checkpoint text (C2SP tlog-checkpoint)', () => {
  it('is three lines: origin, size, root', () => {
    expect(text).toBe(`${origin}\n20852163\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n`);
    expect(expectValid(parseCheckpointText(text))).toEqual({ ...head, extensions: [] });
  });

  it('reads the example of the specification', () => {
    const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const read = expectValid(parseCheckpointText(example));
    expect(checkpointText(read)).toBe(example);
  });

  it.each([
    ['a final newline', text.slice(0, -1)],
    ['an origin', text.replace(origin, '')],
    ['a size', text.replace('20852163', '020852163')],
    ['a size', text.replace('20852163', '-1')],
    ['a size', text.replace('20852163', '1e3')],
    ['a size', text.replace('20852163', '')],
    ['a size', text.replace('20852163', '9007199254740992')],
    ['a size', `${origin}\n`],
    ['a root of 32 bytes', text.replace('Bwc=', '')],
    ['a root of 32 bytes', text.replace('Bwc=', 'Bwd=')],
    ['a root of 32 bytes', `${origin}\n5\n`],
    ['no empty line, few extension lines', `${text}\n`],
    ['no empty line, few extension lines', `${text}${'x\n'.repeat(17)}`],
  ])('refuses a text without %s', (expected, wrong) => {
    expect(findingOf(parseCheckpointText(wrong))).toMatchObject({ kind: 'checkpoint-malformed', expected });
  });

  it('keeps extension lines of others, in order', () => {
    expect(expectValid(parseCheckpointText(`${text}a\nb\n`)).extensions).toEqual(['a', 'b']);
  });

  it('counts exactly up to 2^53-1', () => {
    expect(['0', '9007199254740991', '9007199254740992', '00', '', '1 ', '+1', '\u0661'].map(parseDecimal)).toEqual([
      0,
      Number.MAX_SAFE_INTEGER,
      ...Array.from({ length: 6 }, () => undefined),
    ]);
  });
});

describe('openCheckpoint', () => {
  it('gives the head only with a signature of the log itself, and tells witnesses apart', () => {
    const note = signCheckpoint(ports, head, [logSigner, cosigner(ports, 'w.example', witnessKey, 1_700_000_000)]);
    const opened = expectValid(openCheckpoint(ports, note, log, [witness]));
    expect([opened.size, opened.root, opened.text, opened.signatures.length, opened.cosignatures.length]).toEqual([
      head.size,
      head.root,
      text,
      1,
      1,
    ]);
  });

  it('refuses a head that only a witness has signed', () => {
    const note = signNote(ports, text, [cosigner(ports, 'w.example', witnessKey, 1_700_000_000)]);
    expect(findingOf(openCheckpoint(ports, note, log, [witness])).kind).toBe('log-signature-missing');
    expect(findingOf(openCheckpoint(ports, note, log)).kind).toBe('signature-unknown');
  });

  it('refuses the head of another log signed with the same key', () => {
    const note = signCheckpoint(ports, { ...head, origin: 'other' }, [logSigner]);
    expect(findingOf(openCheckpoint(ports, note, log))).toMatchObject({ kind: 'origin-mismatch', actual: 'other' });
  });

  it('refuses a good signature over something that is no checkpoint', () => {
    expect(findingOf(openCheckpoint(ports, signNote(ports, 'hello\n', [logSigner]), log)).kind).toBe(
      'checkpoint-malformed',
    );
  });

  it('refuses a raised size', () => {
    const note = signCheckpoint(ports, head, [logSigner]).replace('20852163', '20852164');
    expect(findingOf(openCheckpoint(ports, note, log)).kind).toBe('signature-invalid');
  });
});

/** Upstream's parser is laxer than C2SP: it takes any root and empty extension lines. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'valid one': 'root of 6 bytes; a SHA-256 root has 32',
  'valid with different origin': 'root of 38 bytes',
  'valid with trailing data': 'root of 38 bytes',
  'valid with trailing newlines': 'root of 38 bytes and empty extension lines, which C2SP forbids',
};

describe.skipIf(!hasShared)('published vectors', () => {
  it('agree with transparency-dev/formats but for what C2SP is stricter in', () => {
    const { cases } = JSON.parse(readFileSync(sharedPath('vectors/tlog/checkpoint-parse.json'), 'utf8')) as {
      cases: { name: string; text: string; ok: boolean }[];
    };
    const different = cases.filter(({ text: body, ok }) => (parseCheckpointText(body).kind === 'valid') !== ok);
    expect(cases.length).toBe(8);
    expect(different.map(({ name }) => name)).toEqual(Object.keys(DEVIATIONS));
  });

  it('with a root of 32 bytes are taken, but for the empty extension lines', () => {
    const { cases } = JSON.parse(readFileSync(sharedPath('vectors/tlog/checkpoint-parse.json'), 'utf8')) as {
      cases: { name: string; text: string; ok: boolean }[];
    };
    const root = text.split('\n')[2] as string;
    const mended = cases.map((c) => ({ ...c, text: c.text.replace(/^(.+\n.+\n)[^\n]+=\n/, `$1${root}\n`) }));
    const different = mended.filter((c) => (parseCheckpointText(c.text).kind === 'valid') !== c.ok);
    expect(different.map(({ name }) => name)).toEqual(['valid with trailing newlines']);
  });
});
