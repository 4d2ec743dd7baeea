import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../event/audit-event.ts';
import { bagInfoText, manifestText, sortedByName } from './bundle-lists.ts';
import { redactBody } from './redact.ts';
import { subtreesOf } from './subtrees.ts';

describe('the cover of a stretch', () => {
  it('fills every place once, with subtrees that can stand there, none of which could be larger', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (from, length) => {
        const to = from + length;
        const subtrees = [...subtreesOf(from, to)];
        let next = from;
        for (const { seq, count } of subtrees) {
          expect([seq, seq % count, Number.isInteger(Math.log2(count))]).toEqual([next, 0, true]);
          expect(seq % (count * 2) === 0 && seq + count * 2 <= to).toBe(false);
          next = seq + count;
        }
        expect(next).toBe(to);
      }),
    );
  });

  it('reaches beyond 32 bits', () => {
    expect([...subtreesOf(2 ** 40, 2 ** 40 + 2 ** 35)]).toEqual([{ seq: 2 ** 40, count: 2 ** 35 }]);
  });
});

const RAW_HASH = 'd7f7a08b9a93643603a40891c373c18a6106a55491219a7b6486638d85540189';
const event = (): JsonObject => ({
  eventId: `${RAW_HASH.slice(0, 16)}:0`,
  metadata: { message: 'secret', list: [{ a: 1 }, { b: 2 }], 'a/b~c': 1, empty: null },
  origin: { length: 1, offset: 0, rawHash: RAW_HASH, source: RAW_HASH },
  source: { userId: 'ada' },
});

describe('a redaction', () => {
  it('takes out what is named, and what it could be guessed by', () => {
    expect(redactBody(event(), ['/body/metadata/message', '/body/nothing'])).toEqual({
      body: {
        metadata: { list: [{ a: 1 }, { b: 2 }], 'a/b~c': 1, empty: null },
        origin: { length: 1, offset: 0, source: RAW_HASH },
        source: { userId: 'ada' },
      },
      removed: ['/body/eventId', '/body/metadata/message', '/body/origin/rawHash'],
      applied: ['/body/metadata/message'],
      taken: [{ asked: '/body/metadata/message', pointer: '/body/metadata/message', value: 'secret' }],
    });
  });

  it('keeps an id that the source itself gave', () => {
    const { body } = redactBody({ ...event(), eventId: 'e-1' }, ['/body/source']) ?? {};
    expect(body?.['eventId']).toBe('e-1');
  });

  it('reads escapes, takes null for something, and a list as a whole', () => {
    const removed = (...pointers: string[]) =>
      redactBody(event(), pointers)?.removed.filter((pointer) => pointer.startsWith('/body/metadata'));
    expect(removed('/body/metadata/a~1b~0c', '/body/metadata/empty')).toEqual([
      '/body/metadata/a~1b~0c',
      '/body/metadata/empty',
    ]);
    expect(removed('/body/metadata/list/0/a')).toEqual(['/body/metadata/list']);
    expect(removed('/body/metadata', '/body/metadata/message')).toEqual(['/body/metadata', '/body/metadata/message']);
  });

  it('of nothing leaves the record as it is', () => {
    const pointers = ['/body/x', '/body/metadata/list/9', '/body/metadata/list/x', '/body/metadata/message/0'];
    expect(redactBody(event(), [...pointers, '/body/toString'])).toBeUndefined();
  });

  it('leaves nothing that a removed pointer leads to', () => {
    const key = fc.constantFrom('a', 'b', '/', '~', '0', '');
    const value = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constant(1),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node')),
      ),
    })).node;
    const pointer = fc
      .array(
        key.filter((name) => name !== ''),
        { minLength: 1, maxLength: 4 },
      )
      .map((steps) => `/body/${steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`);
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.array(pointer, { minLength: 1, maxLength: 4 }), (body, pointers) => {
        const copy = JSON.parse(JSON.stringify(body)) as JsonObject;
        const redaction = redactBody(copy, pointers);
        for (const removed of redaction?.removed ?? []) {
          const again = JSON.parse(JSON.stringify(redaction?.body)) as JsonObject;
          expect(redactBody(again, [removed])).toBeUndefined();
        }
      }),
    );
  });
});

describe('the lists', () => {
  it('stand in the order of code units, and count bytes and files', () => {
    const file = (name: string) => ({ name, sha256: 'a', sizeBytes: 3 });
    const files = sortedByName(['data/b', 'data/B', 'data/%', 'data/é'].map(file));
    expect(manifestText(files)).toBe('a  data/%25\na  data/B\na  data/b\na  data/é\n');
    expect(bagInfoText('id', '2026-01-02T23:59:59Z', files)).toBe(
      'Bundle-Format: audittrailpro/bundle/1\nBundle-Id: id\nBagging-Date: 2026-01-02\nPayload-Oxum: 12.4\n',
    );
  });
});
