import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHasher as hasher } from '../../host/adapters/node-ports.ts';
import { expectValid, findingOf } from '../../test/helpers/expect-verdict.ts';
import type { JsonObject } from '../event/audit-event.ts';
import { asciiBytes, concatBytes, decodeHex, encodeHex } from '../kernel/bytes.ts';
import { canonicalize } from '../kernel/canonical-json.ts';
import {
  chainOfDigests,
  digestOfLine,
  initialChain,
  leafOfDigest,
  leavesOfDigests,
  linkEntries,
  nextChain,
} from './entry.ts';
import { canonicalBody, type CaseRecord, MAX_LINE_BYTES, parseRecord, recordLine } from './record.ts';

const record: CaseRecord = {
  v: 1,
  log: 'audittrailpro/case/9f0c',
  seq: 41,
  kind: 'event',
  at: '2026-07-22T10:11:12.345Z',
  salt: 'AAECAwQFBgcICQoLDA0ODw',
  body: { z: 1, a: 'é' },
};
const lineOf = (body: JsonObject): string | undefined => recordLine({ ...record, bodyJson: canonicalBody(body) });

describe('recordLine', () => {
  it('is the RFC 8785 form of the record, field for field', () => {
    expect(lineOf(record.body)).toBe(
      '{"at":"2026-07-22T10:11:12.345Z","body":{"a":"é","z":1},"kind":"event","log":"audittrailpro/case/9f0c","salt":"AAECAwQFBgcICQoLDA0ODw","seq":41,"v":1}',
    );
  });

  it('agrees with canonicalising the whole record, for any body and log name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.maxSafeNat(), fc.string({ unit: 'binary' }), (log, seq, text) => {
        const whole = { ...record, log, seq, body: { text } };
        const line = recordLine({ ...whole, bodyJson: canonicalBody(whole.body) });
        expect(line).toBe(canonicalize(whole as unknown as JsonObject));
      }),
    );
  });

  it('refuses a line one byte over 1 MiB, counted in UTF-8', () => {
    const room = MAX_LINE_BYTES - (lineOf({ t: '' }) as string).length;
    expect([lineOf({ t: 'x'.repeat(room) })?.length, lineOf({ t: 'x'.repeat(room + 1) })]).toEqual([
      MAX_LINE_BYTES,
      undefined,
    ]);
    const euros = '€'.repeat(Math.floor(room / 3));
    expect([lineOf({ t: euros }) === undefined, lineOf({ t: `${euros}€` })]).toEqual([false, undefined]);
  });

  it('leaves room for its own level of nesting', () => {
    const nest = (depth: number): JsonObject => (depth === 1 ? {} : { a: nest(depth - 1) });
    expect(parseRecord(lineOf(nest(63)) as string).kind).toBe('valid');
    expect(() => lineOf(nest(64))).toThrow('nested too deep');
  });
});

describe('parseRecord', () => {
  const line = lineOf(record.body) as string;

  it('reads back what was written', () => {
    expect(expectValid(parseRecord(line))).toEqual(record);
  });

  it('keeps a body field named __proto__', () => {
    const body = JSON.parse('{"__proto__":{"admin":true}}') as JsonObject;
    const read = expectValid(parseRecord(lineOf(body) as string));
    expect(Object.keys(read.body)).toEqual(['__proto__']);
  });

  it.each([
    ['another order of keys', line.replace('{"a":"é","z":1}', '{"z":1,"a":"é"}')],
    ['a space', line.replace('"v":1', '"v": 1')],
    ['a newline at the end', `${line}\n`],
    ['a doubled key', line.replace('"v":1', '"v":1,"v":1')],
    ['a number written otherwise', line.replace('41', '4.1e1')],
    ['half a line', line.slice(0, 50)],
    ['nothing', ''],
  ])('refuses %s as not canonical', (_, text) => {
    expect(findingOf(parseRecord(text))).toMatchObject({ kind: 'record-not-canonical' });
  });

  it.each([
    ['v = 1', line.replace('"v":1', '"v":2')],
    ['seq', line.replace('41', '-1')],
    ['seq', line.replace('41', '4.5')],
    ['seq', line.replace('41', '"41"')],
    ['log', line.replace('"audittrailpro/case/9f0c"', '""')],
    ['kind', line.replace('"event"', '"evil"')],
    ['at', line.replace('.345Z', '.345+00:00')],
    ['at', line.replace('2026-07-22T', '2026-07-22 ')],
    ['salt', line.replace('ODw"', 'ODx"')],
    ['salt', line.replace('ODw"', 'ODwA"')],
    ['body', line.replace('{"a":"é","z":1}', '[]')],
    ['no other field', line.replace('"v":1', '"v":1,"w":1')],
    ['an object', '[1]'],
    ['v = 1', '{}'],
  ])('refuses a line without a proper %s', (expected, text) => {
    expect(findingOf(parseRecord(text))).toMatchObject({ kind: 'record-malformed', expected });
  });

  it('refuses a line over 1 MiB before reading it', () => {
    expect(findingOf(parseRecord(' '.repeat(MAX_LINE_BYTES + 1)))).toMatchObject({ kind: 'record-too-long' });
  });
});

describe('entry hashes', () => {
  const digests = Array.from({ length: 5 }, (_, i) => hasher.sha256(new Uint8Array([i])));
  const sha256 = (...parts: Uint8Array[]): Uint8Array => hasher.sha256(concatBytes(...parts));

  it('digests exactly the bytes of the line', () => {
    expect(digestOfLine(hasher, 'abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digestOfLine(hasher, 'é')).toBe(hasher.sha256Hex(new Uint8Array([0xc3, 0xa9])));
  });

  it('starts the chain at 32 zero bytes and binds every digest and its place', () => {
    let chain: Uint8Array = new Uint8Array(32);
    for (const digest of digests) chain = sha256(new Uint8Array([2]), chain, digest);
    expect(encodeHex(chainOfDigests(hasher, concatBytes(...digests), initialChain()))).toBe(encodeHex(chain));
    const swapped = concatBytes(...digests.toReversed());
    expect(encodeHex(chainOfDigests(hasher, swapped, initialChain()))).not.toBe(encodeHex(chain));
  });

  it('gives in bulk what single steps give', () => {
    fc.assert(
      fc.property(fc.nat(5), (cut) => {
        const [head, tail] = [concatBytes(...digests.slice(0, cut)), concatBytes(...digests.slice(cut))];
        const first = linkEntries(hasher, head, initialChain());
        const second = linkEntries(hasher, tail, first.chain);
        const chain = digests.reduce((before, digest) => nextChain(hasher, before, digest), initialChain());
        expect(encodeHex(second.chain)).toBe(encodeHex(chain));
        expect(concatBytes(first.leaves, second.leaves)).toEqual(
          concatBytes(...digests.map((digest) => sha256(new Uint8Array([0]), digest))),
        );
      }),
    );
    expect(encodeHex(leafOfDigest(hasher, digests[0] as Uint8Array))).toBe(
      encodeHex(leavesOfDigests(hasher, digests[0] as Uint8Array)),
    );
  });

  it('reaches fixed values, so that no later version can change what a hash covers', () => {
    const digest = decodeHex(digestOfLine(hasher, 'genesis')) as Uint8Array;
    const { leaves, chain } = linkEntries(hasher, digest, initialChain());
    expect([encodeHex(leaves), encodeHex(chain)]).toEqual([
      hasher.sha256Hex(concatBytes(new Uint8Array([0]), hasher.sha256(asciiBytes('genesis')))),
      hasher.sha256Hex(concatBytes(new Uint8Array([2]), new Uint8Array(32), hasher.sha256(asciiBytes('genesis')))),
    ]);
  });

  it('stops where digests are not 32 bytes each: that is a bug, not evidence', () => {
    expect(() => linkEntries(hasher, new Uint8Array(33), initialChain())).toThrow('invariant');
    expect(() => nextChain(hasher, new Uint8Array(31), new Uint8Array(32))).toThrow('invariant');
    expect(() => leafOfDigest(hasher, new Uint8Array(31))).toThrow('invariant');
  });
});
