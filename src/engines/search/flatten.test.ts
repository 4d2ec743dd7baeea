import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import { flattenEvent, type Leaf } from './flatten.ts';

const leavesOf = (body: JsonObject): [string, Leaf][] => {
  const leaves: [string, Leaf][] = [];
  flattenEvent(body, (path, value) => leaves.push([path, value]));
  return leaves;
};

describe('the leaves of an event', () => {
  it('carry their keys joined with dots, in document order, arrays adding nothing', () => {
    const body: JsonObject = { b: 1, a: { c: [true, { d: 'x' }, [null, 'y']] }, e: {}, f: [] };
    expect(leavesOf(body)).toEqual([
      ['b', 1],
      ['a.c', true],
      ['a.c.d', 'x'],
      ['a.c', null],
      ['a.c', 'y'],
    ]);
  });

  it('include keys that are special to the runtime, and empty ones', () => {
    const body = JSON.parse('{"__proto__":{"x":1},"constructor":2,"":{"":3}}') as JsonObject;
    expect(leavesOf(body)).toEqual([
      ['__proto__.x', 1],
      ['constructor', 2],
      ['.', 3],
    ]);
  });

  it('agree with the plain definition on any value', () => {
    const plain = (value: JsonValue, keys: string[]): [string, Leaf][] => {
      if (value === null || typeof value !== 'object') return [[keys.join('.'), value]];
      if (Array.isArray(value)) return value.flatMap((item) => plain(item, keys));
      return Object.entries(value).flatMap(([key, item]) => plain(item, [...keys, key]));
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), (body) => {
        expect(leavesOf(body as JsonObject)).toEqual(plain(body as JsonObject, []));
      }),
    );
  });
});
