import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../event/audit-event.ts';
import { redactBody } from './redact.ts';
import { removedTexts, textsIn, tracesOf } from './removed-texts.ts';

function traces(body: JsonObject, ...pointers: string[]): string[] {
  const redaction = redactBody(structuredClone(body), pointers);
  if (redaction === undefined) throw new Error('nothing was redacted');
  return tracesOf(redaction.body, removedTexts(redaction.taken)).map(({ asked, at }) => `${asked} -> ${at}`);
}
const USER = '/body/source/userId';

describe('a text that was taken out', () => {
  it('is found where a reader copied it, in either case of letters', () => {
    const body = {
      source: { userId: 'Miller' },
      metadata: { message: 'login of MILLER', fields: { 'a/b': { User: 'x\\miller' }, miller: 1 } },
    };
    expect(traces(body, USER)).toEqual([
      `${USER} -> /body/metadata/message`,
      `${USER} -> /body/metadata/fields/a~1b/User`,
      `${USER} -> /body/metadata/fields/miller`,
    ]);
    expect(traces(body, USER, '/body/metadata')).toEqual([]);
  });

  it('is found in a list under the pointer by which the list can be redacted', () => {
    const body = { source: { userId: 'miller' }, metadata: { list: [{ a: ['x', { b: 'of miller' }] }] } };
    expect(traces(body, USER)).toEqual([`${USER} -> /body/metadata/list`]);
    expect(traces({ ...body, eventType: 'of miller' }, '/body/metadata/list/0')).toEqual([
      '/body/metadata/list/0 -> /body/eventType',
    ]);
  });

  it('may be a number of four digits, as a number or in words, and not the place of the bytes', () => {
    const body = { metadata: { pid: 4711, message: 'pid 4711', port: 14_711 }, origin: { offset: 4711 } };
    expect(traces(body, '/body/metadata/pid')).toEqual(['/body/metadata/pid -> /body/metadata/message']);
    expect(traces({ ...body, metadata: { pid: 471, message: '471' } }, '/body/metadata/pid')).toEqual([]);
    expect(traces({ source: { userId: '4711' }, metadata: { uid: 4711 } }, USER)).toEqual([
      `${USER} -> /body/metadata/uid`,
    ]);
  });

  it('is another one where its digits go on, and none where it is short', () => {
    const ip = '/body/source/ip';
    expect(traces({ source: { ip: '10.0.1.1' }, metadata: { message: '10.0.1.11, 110.0.1.1' } }, ip)).toEqual([]);
    expect(traces({ source: { ip: '10.0.1.1' }, metadata: { message: '10.0.1.11, 10.0.1.1:5' } }, ip)).toEqual([
      `${ip} -> /body/metadata/message`,
    ]);
    expect(traces({ source: { userId: 'ab' }, metadata: { message: 'ab' } }, USER)).toEqual([]);
  });

  it('is not what the program says of the reading, but where that is named itself', () => {
    const original = '2026-01-01T00:00:00Z';
    const body = { timestamp: original, metadata: { message: 'x y z', time: { original } } };
    expect(traces(body, '/body/metadata')).toEqual([]);
    expect(traces(body, '/body/metadata/time')).toEqual(['/body/metadata/time -> /body/timestamp']);
  });

  it('is found in the words of a query', () => {
    const texts = removedTexts([{ asked: USER, pointer: USER, value: 'Miller' }]);
    expect([textsIn('user:MILLER', texts).length, textsIn('user:mill', texts).length]).toEqual([1, 0]);
  });
});
