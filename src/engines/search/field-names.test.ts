import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOfPath } from './field-names.ts';
import { fieldMatchesPath } from './fields.ts';
import { parseQuery } from './parse-query.ts';

const namesOf = (...paths: string[]): string[] => {
  const taken = new Set<string>();
  return paths.map((path) => nameOfPath(path, taken));
};

describe('the name of a path', () => {
  it('is the word of the table where it has one, else what is left without where it lies', () => {
    expect(
      namesOf('source.userId', 'metadata.message', 'timestamp', 'eventType', 'metadata.fields.EventData.LogonType'),
    ).toEqual(['user', 'message', 'timestamp', 'type', 'EventData.LogonType']);
    expect(namesOf('metadata.bytes', 'action.details.depth', 'origin.source')).toEqual([
      'bytes',
      'action.details.depth',
      'source',
    ]);
  });

  it('leaves the text of an XML element its own name', () => {
    expect(namesOf('metadata.fields.System.Provider.#text')).toEqual(['System.Provider']);
  });

  it('is never that of another path, nor one with a meaning of its own', () => {
    expect(
      namesOf('metadata.fields.n', 'metadata.n', 'metadata.fields.kind', 'metadata.fields.user', 'source.userId'),
    ).toEqual(['n', 'metadata.n', 'metadata.fields.kind', 'metadata.fields.user', 'user']);
  });

  it('stands in quotes where a query needs them', () => {
    expect(namesOf('metadata.fields.Event Name', 'metadata.fields.a:b', 'metadata.fields.since')).toEqual([
      '"Event Name"',
      '"a:b"',
      '"since"',
    ]);
  });

  it('finds its path, whatever the log calls it', () => {
    const key = fc.oneof(
      fc.constantFrom(
        'user',
        'n',
        'N',
        'a.b',
        '#text',
        'Event Name',
        'kind',
        'since',
        '*',
        '',
        '"',
        '\\',
        '(x)',
        'ключ',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => text.isWellFormed()),
    );
    const path = fc
      .tuple(
        fc.constantFrom('metadata.fields', 'metadata', 'action.details', 'source'),
        fc.array(key, { minLength: 1, maxLength: 3 }),
      )
      .map(([root, keys]) => [root, ...keys].join('.'));
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 5 }), (paths) => {
        for (const [i, name] of namesOf(...paths).entries()) {
          const parsed = parseQuery(`${name}:*`, { nowMs: 0 });
          // What no query can say is refused, never another field.
          if ('errors' in parsed) continue;
          const field = parsed.query.kind === 'exists' ? parsed.query.field : undefined;
          expect(field === undefined ? undefined : fieldMatchesPath(field, paths[i] ?? '')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
