/** OpenTimestamps proofs: the published ones, and what nobody should have to read. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectValid } from '../../test/helpers/expect-verdict.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { asciiBytes, concatBytes, encodeHex } from '../kernel/bytes.ts';
import { MAX_OTS_BYTES, parseOpenTimestamp } from './open-timestamps.ts';

const MAGIC = concatBytes(
  asciiBytes('\0OpenTimestamps\0\0Proof\0'),
  Uint8Array.of(0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94, 1),
);
const digest = new Uint8Array(32).fill(7);
const proof = (...steps: number[]): Uint8Array => concatBytes(MAGIC, Uint8Array.of(8), digest, Uint8Array.from(steps));
const bitcoin = (height: number): number[] => [0, 0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01, 1, height];
const pending = (uri: string): number[] => [
  0,
  0x83,
  0xdf,
  0xe3,
  0x0d,
  0x2e,
  0xf9,
  0x0c,
  0x8e,
  uri.length + 1,
  uri.length,
  ...asciiBytes(uri),
];

describe('an OpenTimestamps proof', () => {
  it('leads through its steps and forks to claims', () => {
    const parsed = expectValid(
      parseOpenTimestamp(proof(0xff, ...pending('https://a.example'), 0xff, 8, ...bitcoin(5), 0xf2, ...bitcoin(9))),
    );
    const hashed = createHash('sha256').update(digest).digest();
    expect(parsed.claims).toEqual([
      { kind: 'pending', calendar: 'https://a.example' },
      { kind: 'bitcoin', height: 5, root: new Uint8Array(hashed) },
      { kind: 'bitcoin', height: 9, root: digest.toReversed() },
    ]);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['another file', asciiBytes('hello world')],
    ['no claim', proof(8)],
    ['an unknown step', proof(0x55, ...bitcoin(1))],
    ['an empty step', proof(0xf0, 0, ...bitcoin(1))],
    ['a message that grows too long', proof(...Array.from({ length: 12 }, () => 0xf3), ...bitcoin(1))],
    ['256 steps', proof(...Array.from({ length: 256 }, () => 8), ...bitcoin(1))],
    [
      'more forks than anybody needs',
      proof(...Array.from({ length: 10_001 }, () => [0xff, ...bitcoin(1)]).flat(), ...bitcoin(1)),
    ],
    ['a number without an end', proof(0xf0, ...Array.from({ length: 20 }, () => 0xff))],
    ['a part longer than the file', proof(0xf0, 0xff, 0x1f, 1)],
    ['a claim about a block with no hash', proof(0xf0, 1, 1, ...bitcoin(1))],
    ['a claim with bytes left over', proof(0, 0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01, 2, 5, 5)],
    ['a calendar with a strange name', proof(...pending('http://a b'))],
    ['a byte after its end', proof(...bitcoin(1), 0)],
    ['another version', concatBytes(MAGIC.subarray(0, -1), Uint8Array.of(2, 8), digest, Uint8Array.from(bitcoin(1)))],
    ['too many bytes', new Uint8Array(MAX_OTS_BYTES + 1)],
  ])('with %s is refused', (_, bytes) => {
    const verdict = parseOpenTimestamp(bytes);
    expect(verdict).toMatchObject({ kind: 'invalid', findings: [{ kind: 'mark-malformed' }] });
  });
});

describe.skipIf(!hasShared)('published proofs', () => {
  const folder = sharedPath('vectors/opentimestamps');
  const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(`${folder}/${file}`));
  interface Case {
    file: string;
    parses: boolean;
    fileHash?: string;
    digest?: string;
    documentHere?: string | null;
    digestMatchesDocument?: boolean | null;
    attestations?: string[];
  }

  it('are read as published', () => {
    const { cases } = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as { cases: Case[] };
    const read = cases.map(({ file, documentHere = null }): Case => {
      const verdict = parseOpenTimestamp(bytesOf(file));
      if (verdict.kind !== 'valid') return { file, parses: false };
      const { hash, digest: over, claims } = verdict.value;
      const fits =
        documentHere === null
          ? null
          : createHash('sha256').update(bytesOf(documentHere)).digest('hex') === encodeHex(over);
      const attestations = claims.map((claim) => {
        if (claim.kind === 'bitcoin') return `bitcoin block ${claim.height} merkleroot(LE) ${encodeHex(claim.root)}`;
        return claim.kind === 'pending' ? `pending ${claim.calendar}` : `unknown/other ${claim.tag}`;
      });
      return {
        file,
        parses: true,
        fileHash: hash,
        digest: encodeHex(over),
        digestMatchesDocument: fits,
        attestations: attestations.toSorted(),
      };
    });
    const expected = cases.map(({ file, parses, fileHash, digest: over, digestMatchesDocument, attestations }) =>
      parses
        ? { file, parses, fileHash, digest: over, digestMatchesDocument, attestations: attestations?.toSorted() }
        : { file, parses },
    );
    expect(read).toEqual(expected);
  });

  it('are refused when cut anywhere', () => {
    const bytes = bytesOf('hello-world.txt.ots');
    for (let length = 0; length < bytes.length; length++) {
      expect(parseOpenTimestamp(bytes.subarray(0, length)).kind).toBe('invalid');
    }
  });
});
