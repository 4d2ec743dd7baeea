import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../host/adapters/node-ports.ts';
import type { JsonObject } from '../event/audit-event.ts';
import { Haystack } from './haystack.ts';
import { textsOfRecord } from './record-texts.ts';
import { fold, placesIn } from './removed-texts.ts';

const found = (texts: readonly string[], text: string): number[] =>
  new Haystack(texts.map((each, piece) => ({ text: each, piece }))).find(fold(text));

describe('a haystack', () => {
  it('says which texts hold another one, in either case of letters, each once', () => {
    expect(found(['of Miller and MILLER', 'nobody', 'miller'], 'Miller')).toEqual([0, 2]);
    expect(found(['mil', 'ler'], 'miller')).toEqual([]);
    expect(found([], 'miller')).toEqual([]);
  });

  it('takes a short text as a whole word alone, and a number not as a part of a longer one', () => {
    expect(found(['allowed', 'a low wall', 'low'], 'low')).toEqual([1, 2]);
    expect(found(['x 10.0.1.11', '10.0.1.1:22'], '10.0.1.1')).toEqual([1]);
  });

  it('finds what a search in every single text finds', () => {
    const word = string({ unit: constantFrom('a', 'b', 'ä', '1', ' ', '\n', '😀'), maxLength: 30 });
    const text = string({ unit: constantFrom('a', 'b', 'ä', '1', ' '), minLength: 5, maxLength: 12 });
    assert(
      property(array(word, { maxLength: 12 }), text, (texts, looked) => {
        const each = texts.flatMap((one, at) => (placesIn(fold(looked), fold(one)).next().done === true ? [] : [at]));
        expect(found(texts, looked)).toEqual(each);
      }),
    );
  });

  it('answers for a million texts that stand nowhere in a few seconds', () => {
    const haystack = new Haystack(
      Array.from({ length: 2000 }, (_, at) => ({ text: `search number ${at} for the ledger of clerks`, piece: at })),
    );
    let hits = 0;
    for (let at = 0; at < 1_000_000; at++) hits += haystack.find(`entry ${at} was read by somebody`).length;
    expect(hits).toBe(0);
  }, 60_000);
});

describe('the texts of a record', () => {
  const textsOf = (kind: string, body: JsonObject): string[] =>
    textsOfRecord(nodeTextCodec, kind, body).map(({ at, text }) => `${at} ${text}`);

  it('are those that a person typed or evidence gave, and not what the program says itself', () => {
    const body = { operatorId: 'miller', query: 'user:miller', from: '2026-01-01', resultCount: 4711, act: 'tag' };
    expect(textsOf('search', body)).toEqual(['/body/query user:miller', '/body/from 2026-01-01']);
    expect(textsOf('source', { path: '/e/miller.log', sha256: 'a'.repeat(64), format: 'json', mtime: '2026' })).toEqual(
      ['/body/path /e/miller.log'],
    );
    expect(textsOf('seal', { reason: 'miller' })).toEqual([]);
  });

  it('are read from what was signed, and from the questions of a view', () => {
    const act = { act: 'release', place: 'Court', to: { outside: 'Miller' }, items: [{ name: 'm.log' }] };
    const payload = Buffer.from(JSON.stringify(act)).toString('base64');
    expect(textsOf('custody', { act: 'release', envelope: { payload, signatures: [{ sig: 'x' }] } })).toEqual([
      '/body/envelope/payload/place Court',
      '/body/envelope/payload/to/outside Miller',
      '/body/envelope/payload/items/name m.log',
    ]);
    expect(textsOf('setting', { act: 'view-saved', name: 'n', state: { query: 'q' } })).toEqual([
      '/body/name n',
      '/body/state/query q',
    ]);
    expect(textsOf('custody', { envelope: { payload: Buffer.from('not json').toString('base64') } })).toEqual([
      '/body/envelope/payload not json',
    ]);
  });
});
