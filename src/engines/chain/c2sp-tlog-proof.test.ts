import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHasher as hasher, nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { expectValid, findingOf } from '../../test/helpers/expect-verdict.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { encodeBase64 } from '../kernel/bytes.ts';
import { signCheckpoint } from './checkpoint.ts';
import { inclusionRanges, proofOf, rangesOfLeaves, treeHash } from './merkle.ts';
import { ed25519Vkey, type NotePorts, noteSigner, parseVkey } from './note.ts';
import { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './tlog-proof.ts';

const ports: NotePorts = { hasher, text: nodeTextCodec, ed25519: nodeEd25519 };
const origin = 'audittrailpro/case/9f0c';
const key = nodeEd25519.signerOf(new Uint8Array(32).fill(1));
const log = { origin, keys: [expectValid(parseVkey(ports, ed25519Vkey(ports, origin, key.publicKey)))] };

const SIZE = 1_000;
const leaves = new Uint8Array(SIZE * 32);
for (let i = 0; i < SIZE; i++) leaves.set(hasher.sha256(new Uint8Array([i >> 8, i])), i * 32);
const leafAt = (index: number): Uint8Array => leaves.subarray(index * 32, index * 32 + 32);
const checkpoint = signCheckpoint(ports, { origin, size: SIZE, root: treeHash(hasher, leaves) }, [
  noteSigner(ports, origin, key),
]);
const proofFor = (index: number): TlogProof => ({
  index,
  hashes: proofOf(inclusionRanges(index, { from: 0, to: SIZE }), rangesOfLeaves(hasher, leaves)) as Uint8Array[],
  checkpoint,
});

describe('tlog-proof (C2SP tlog-proof@v1)', () => {
  it('holds for every record, in about 1.5 KB or less', () => {
    for (const index of [0, 1, 511, 512, SIZE - 1]) {
      const text = formatTlogProof(proofFor(index));
      expect(expectValid(verifyTlogProof(ports, text, leafAt(index), log)).index).toBe(index);
      expect(text.length).toBeLessThan(1_536);
    }
  });

  it('is written as the specification lays out', () => {
    const text = formatTlogProof({ ...proofFor(3), extra: new Uint8Array([1]) });
    const lines = text.split('\n');
    expect([...lines.slice(0, 4), text.endsWith(`\n\n${checkpoint}`)]).toEqual([
      'c2sp.org/tlog-proof@v1',
      'extra AQ==',
      'index 3',
      encodeBase64(leafAt(2)),
      true,
    ]);
  });

  it('reads back what it wrote', () => {
    const proof = { ...proofFor(77), extra: new Uint8Array([1, 2, 3]) };
    expect(expectValid(parseTlogProof(formatTlogProof(proof)))).toEqual(proof);
  });

  it('does not hold for another record, another place or a changed head', () => {
    const text = formatTlogProof(proofFor(5));
    expect([
      findingOf(verifyTlogProof(ports, text, leafAt(6), log)).kind,
      findingOf(verifyTlogProof(ports, text.replace('index 5', 'index 4'), leafAt(5), log)).kind,
      findingOf(verifyTlogProof(ports, text.replace('index 5', 'index 1000'), leafAt(5), log)).kind,
      findingOf(verifyTlogProof(ports, text.replace('\n1000\n', '\n1001\n'), leafAt(5), log)).kind,
      findingOf(verifyTlogProof(ports, text, leafAt(5), { origin: 'other', keys: log.keys })).kind,
    ]).toEqual(['proof-invalid', 'proof-invalid', 'proof-invalid', 'signature-invalid', 'origin-mismatch']);
  });

  const good = formatTlogProof(proofFor(5));
  it.each([
    ['c2sp.org/tlog-proof@v1', good.replace('@v1', '@v2')],
    ['an empty line', 'c2sp.org/tlog-proof@v1\nindex 0\n'],
    ['an index', good.replace('index 5', 'index 05')],
    ['an index', good.replace('index 5', 'index -5')],
    ['an index', good.replace('index 5\n', '')],
    ['an index', good.replace('index 5', 'extra AA==\nextra AA==\nindex 5')],
    ['extra data in base64', good.replace('index 5', 'extra A\nindex 5')],
    ['hashes of 32 bytes', good.replace('index 5', 'index 5\nAA==')],
    ['hashes of 32 bytes', good.replace('index 5', 'index 5\r')],
    ['at most 63 hashes', good.replace('index 5', `index 5${`\n${encodeBase64(leafAt(0))}`.repeat(64)}`)],
    ['a shorter text', good + 'x'.repeat(1_048_576)],
  ])('refuses a text without %s', (expected, text) => {
    const wanted = text.includes('\r') ? 'an index' : expected;
    expect(findingOf(parseTlogProof(text))).toMatchObject({ kind: 'proof-malformed', expected: wanted });
  });
});

describe.skipIf(!hasShared)('published vectors', () => {
  it('are taken and refused as transparency-dev/formats does', () => {
    interface Case {
      name: string;
      text: string;
      ok: boolean;
      index?: number;
      hashes?: string[];
      extra?: string;
      checkpoint?: string;
    }
    const { cases } = JSON.parse(readFileSync(sharedPath('vectors/tlog/tlog-proof-parse.json'), 'utf8')) as {
      cases: Case[];
    };
    const outcome = cases.map(({ name, text }) => {
      const parsed = parseTlogProof(text);
      if (parsed.kind !== 'valid') return { name, ok: false };
      const { index, hashes, extra, checkpoint: note } = parsed.value;
      const read = { name, ok: true, index, hashes: hashes.map(encodeBase64), checkpoint: note };
      return extra === undefined ? read : { ...read, extra: encodeBase64(extra) };
    });
    expect(outcome).toMatchObject(
      cases.map((c) => Object.fromEntries(Object.entries(c).filter(([field]) => field !== 'text'))),
    );
    expect(cases.length).toBe(7);
  });
});
