import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../event/audit-event.ts';
import { MAX_PAIRS, fieldText, firstField, scanPairs } from './key-values.ts';

const pairs = (text: string, separator?: number): JsonObject => {
  const fields: JsonObject = {};
  scanPairs(text, 0, fields, separator);
  return fields;
};

describe('key=value pairs', () => {
  it('are read bare, in double and in single quotes', () => {
    expect(pairs('authentication failure; uid=0 tty=ssh ruser= rhost=1.2.3.4, user="a b" op=\'x "y"\'')).toEqual({
      uid: '0',
      tty: 'ssh',
      ruser: '',
      rhost: '1.2.3.4',
      user: 'a b',
      op: 'x "y"',
    });
  });

  it('keep escapes, brackets that belong to the value, and not those around the pair', () => {
    expect(pairs('msg="say \\"hi\\"\\n" f(x)=1 [a=b] (c=d) e=g(h)')).toEqual({
      msg: 'say "hi"\n',
      a: 'b',
      c: 'd',
      e: 'g(h)',
    });
  });

  it('may be parted by a bar, with spaces inside', () => {
    expect(pairs('action=EXEC|path=/usr/bin/a b|args=x, y', 124)).toEqual({
      action: 'EXEC',
      path: '/usr/bin/a b',
      args: 'x, y',
    });
  });

  it('make an array of a repeated name and own properties of hostile ones', () => {
    expect(pairs('a=1 a=2 a=3')).toEqual({ a: ['1', '2', '3'] });
    const fields = pairs('__proto__=evil constructor=c toString=t');
    expect(Object.entries(fields)).toEqual([
      ['__proto__', 'evil'],
      ['constructor', 'c'],
      ['toString', 't'],
    ]);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });

  it('are no comparisons, arrows or sums', () => {
    expect(pairs('if a == b then =x 1=2 "="')).toEqual({});
  });

  it('are bounded, and reading them never throws', () => {
    expect(Object.keys(pairs(Array.from({ length: 1_000 }, (_, i) => `k${i}=v`).join(' '))).length).toBe(MAX_PAIRS);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Object.keys(pairs(`${text}=${text}`)).length >= 0));
  });

  it('take time in proportion to the text', () => {
    const started = performance.now();
    pairs('='.repeat(500_000));
    pairs('a="'.repeat(20_000));
    pairs(`${'a'.repeat(500_000)}=`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('are found by name, the first that says something', () => {
    const fields = pairs('user=? acct=root n=1 n=2');
    expect([firstField(fields, ['user', 'acct']), fieldText(fields, 'n'), fieldText(fields, 'toString')]).toEqual([
      'root',
      '1',
      undefined,
    ]);
  });
});
