import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { printTotal, readJson, refusalOf } from '../testing/vectors.ts';
import { hexOf, utf8 } from './bytes.ts';
import { readCanonical } from './canonical-line.ts';
import { canonicalJson, parseJson } from './strict-json.ts';

const refused = (line: string): string | undefined => refusalOf(() => readCanonical(line));

describe('a canonical line', () => {
  it.each([
    ['{}'],
    ['[]'],
    ['{"a":1,"b":[true,null,"é €"]}'],
    ['{"10":1,"9":2}'],
    ['{"__proto__":{"x":1},"a":2}'],
    ['{"constructor":1,"toJSON":"x"}'],
    ['{"\u{1f602}":1,"\ufb33":2}'],
    ['{"a\\u0000b":5}'],
    ['{"x":"\\\\ud800"}'],
    ['9007199254740991'],
    ['1e-7'],
  ])('%s is taken', (line) => {
    expect([refused(line), canonicalJson(readCanonical(line))]).toEqual([undefined, line]);
  });

  it.each([
    ['white space', '{"a": 1}'],
    ['an end of line', '{"a":1}\n'],
    ['names out of order', '{"b":1,"a":2}'],
    ['names out of order, deep inside', '{"a":[{"b":1,"a":2}]}'],
    ['numeric names out of order', '{"9":2,"10":1}'],
    ['a name twice', '{"a":1,"a":1}'],
    ['a name twice, once escaped', '{"a":1,"\\u0061":1}'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":1}'],
    ['-0', '-0'],
    ['a number written longer', '1.0'],
    ['1e30, which no record may hold', '1e+30'],
    ['2^53', '9007199254740992'],
    ['2^53+1', '9007199254740993'],
    ['a number that becomes infinite', '1e999'],
    ['NaN', 'NaN'],
    ['a lone surrogate', '"\\ud800"'],
    ['a lone surrogate, raw', '"\ud800"'],
    ['an escape that need not be', '"\\u00e9"'],
    ['an escaped slash', '"\\/"'],
    ['upper case in an escape', '"\\u001F"'],
    ['a control character', '"\u0001"'],
    ['a byte order mark', '\ufeff{}'],
    ['two values', '{}{}'],
    ['nothing', ''],
    ['a comma at the end', '[1,]'],
    ['a single quote', "{'a':1}"],
    ['65 levels', '['.repeat(65) + ']'.repeat(65)],
    ['a million levels', '['.repeat(1_000_000)],
    ['a million levels of objects', '{"a":'.repeat(1_000_000)],
  ])('with %s is refused, with a reason and without an overflow', (_, line) => {
    expect(refused(line)).toMatch(/^Refused: /u);
  });

  it('may be 64 levels deep', () => {
    expect(refused('['.repeat(64) + ']'.repeat(64))).toBe(undefined);
  });
});

describe.skipIf(!hasShared)('published vectors', () => {
  const jcs = sharedPath('vectors/jcs');
  const any = { depth: 64, integers: 'any' } as const;

  it('RFC 8785 files', () => {
    const names = readdirSync(`${jcs}/input`);
    const written = names.map((name) => canonicalJson(parseJson(readFileSync(`${jcs}/input/${name}`, 'utf8'), any)));
    expect(written).toEqual(names.map((name) => readFileSync(`${jcs}/output/${name}`, 'utf8')));
    const hex = names.map((name) =>
      readFileSync(`${jcs}/outhex/${name.replace('.json', '.txt')}`, 'utf8').replaceAll(/\s/gu, ''),
    );
    expect(written.map((text) => hexOf(utf8(text)))).toEqual(hex);
    const asRecords = names.filter((_name, i) => refused(written[i] as string) !== undefined);
    expect(asRecords).toEqual(['values.json']);
    printTotal({
      standard: 'RFC 8785 files',
      cases: names.length,
      differ: asRecords.map((name) => `${name} as a record`),
    });
  });

  it('RFC 8785 numbers', () => {
    const lines = readFileSync(`${jcs}/numbers/es6testfile-part.txt`, 'utf8').trim().split('\n');
    const view = new DataView(new ArrayBuffer(8));
    const wrong = lines.filter((line) => {
      const [hex = '', expected = ''] = line.split(',');
      view.setBigUint64(0, BigInt(`0x${hex}`));
      return canonicalJson(view.getFloat64(0)) !== expected || parseJson(expected, any) !== view.getFloat64(0) + 0;
    });
    const { cases } = readJson<{ cases: [hex: string, expected: string | null][] }>(
      `${jcs}/numbers/appendix-b-sample.json`,
    );
    const sampled = cases.map(([hex, expected]) => {
      view.setBigUint64(0, BigInt(`0x${hex}`));
      const number = view.getFloat64(0);
      // A number that JSON has no text for can't come out of the reader; its names are refused.
      return expected === null ? refused(String(number)) !== undefined : canonicalJson(number) === expected;
    });
    expect(sampled).toEqual(cases.map(() => true));
    expect([wrong, lines.length]).toEqual([[], 6589]);
    printTotal({ standard: 'RFC 8785 numbers', cases: lines.length + cases.length });
  });

  it('a whole signature over a canonical text: W3C eddsa-jcs-2022', async () => {
    const read = (name: string): string => readFileSync(`${jcs}/w3c-eddsa-jcs-2022/${name}`, 'utf8').trim();
    const { sha256 } = await import('./hash.ts');
    const { concat, bytesOfHex } = await import('./bytes.ts');
    const { isEd25519Signature } = await import('../sign/ed25519.ts');
    const canonical = canonicalJson(parseJson(read('unsigned.json'), any));
    const proof = canonicalJson(parseJson(read('proofConfigJCS.json'), any));
    expect([canonical, proof]).toEqual([read('canonDocJCS.txt'), read('proofCanonJCS.txt')]);
    const message = concat(sha256(utf8(proof)), sha256(utf8(canonical)));
    expect(hexOf(message)).toBe(read('combinedHashJCS.txt'));
    const key = base58Of(
      readJson<{ publicKeyMultibase: string }>(`${jcs}/w3c-eddsa-jcs-2022/keyPair.json`).publicKeyMultibase.slice(1),
    );
    expect(isEd25519Signature(key.subarray(2), message, bytesOfHex(read('sigHexJCS.txt')))).toBe(true);
    printTotal({ standard: 'W3C eddsa-jcs-2022', cases: 1 });
  });
});

function base58Of(text: string): Uint8Array {
  const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let number = 0n;
  for (const letter of text) number = number * 58n + BigInt(letters.indexOf(letter));
  const hex = number.toString(16);
  return Uint8Array.from((hex.length % 2 === 0 ? hex : `0${hex}`).match(/../gu) ?? [], (byte) =>
    Number.parseInt(byte, 16),
  );
}
