import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePhrase } from '../../../engines/search/leaf-tests.ts';
import { foldText, tokenise } from '../../../engines/search/tokens.ts';
import { compress, decompress } from './segment-file.ts';
import { ByteCursor } from './byte-writer.ts';
import type { Place } from './byte-store.ts';
import { idKeyOf, idKeyRange, isIdToken, MAX_TERM_BYTES } from './index-tokens.ts';
import { addIdRows } from './id-index.ts';
import { emptyRows, rowsOf } from './row-set.ts';
import { type IdIndexBuilder, IndexMemory } from './testing/term-index-builder.ts';
import { type ByteSource, TermIndexReader } from './term-index-reader.ts';

/** Bytes in memory: what a segment file is to the readers. */
class MemoryBytes implements ByteSource {
  #bytes = Buffer.alloc(0);
  append(bytes: Uint8Array): Place {
    const at = this.#bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    return { at, length: bytes.length };
  }
  appendFrame(bytes: Uint8Array): Place {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    return this.append(Buffer.concat([size, compress(bytes)]));
  }
  read({ at, length }: Place): Uint8Array {
    return this.#bytes.subarray(at, at + length);
  }
  frame(place: Place): Uint8Array {
    const bytes = this.read(place);
    return decompress(bytes.subarray(4), Buffer.from(bytes).readUInt32LE(0));
  }
  cached<T>(_key: string, make: () => { value: T; sizeBytes: number }): T {
    return make().value;
  }
}

function indexOf(
  documents: readonly (readonly string[])[],
  ids?: IdIndexBuilder,
  memory = new IndexMemory(),
): TermIndexReader {
  const builder = memory.terms(ids);
  for (const [document, texts] of documents.entries()) for (const text of texts) builder.add(document, text);
  const { pages, directory, documents: lists, positions, termCount } = builder.finish(documents.length);
  const bytes = new MemoryBytes();
  const facts = {
    pages: bytes.append(pages),
    directory: bytes.appendFrame(directory),
    documents: bytes.append(lists),
    positions: bytes.append(positions),
    termCount,
  };
  return new TermIndexReader(bytes, facts, documents.length);
}

function phraseRows(index: TermIndexReader, tokens: readonly string[]): number[] {
  const lists = tokens.map((token) => index.find(token));
  return lists.includes(undefined) ? [] : [...rowsOf(index.phrase(lists.flatMap((term) => (term ? [[term]] : []))))];
}

const words = fc.constantFrom(
  'login',
  'Login',
  'LOGIN_X',
  'straße',
  'ΣΑΣ',
  'x',
  'x1',
  '日本',
  'e\u0301',
  'deadbeef',
  'a-b',
  '\u0000',
  '😀z',
);
const texts = fc.array(
  fc.array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 5 }).map((w) => w.join(' ')),
  { maxLength: 3 },
);

describe('the text index', () => {
  it('finds the documents that hold a phrase in one of their texts, as the matcher does', () => {
    fc.assert(
      fc.property(
        fc.array(texts, { minLength: 1, maxLength: 12 }),
        fc.array(words, { minLength: 1, maxLength: 3 }),
        (documents, wanted) => {
          const tokens = wanted.flatMap((word) => tokenise(word));
          const test = compilePhrase(tokens, false);
          const want = documents.flatMap((each, i) => (each.some((text) => test(foldText(text))) ? [i] : []));
          expect(phraseRows(indexOf(documents), tokens)).toEqual(want);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never lets a phrase run from one value into the next', () => {
    const index = indexOf([['one two', 'three four'], ['two three'], ['x two', 'three']]);
    expect(phraseRows(index, ['two', 'three'])).toEqual([1]);
    expect(phraseRows(index, ['three', 'four'])).toEqual([0]);
  });

  it('keeps terms in order over many pages, whatever their number', () => {
    const documents = Array.from({ length: 5_000 }, (_, i) => [`word${i} w${i % 7} common`]);
    const index = indexOf(documents);
    expect(index.find('word4999')?.count).toBe(1);
    expect(phraseRows(index, ['word1234', 'w2', 'common'])).toEqual([1234]);
    expect(index.find('common')).toMatchObject({ count: 5_000, isBitmap: true });
    expect(index.withPrefix('word12').map(({ term }) => Buffer.from(term).toString())).toEqual(
      Array.from({ length: 5_000 }, (_, i) => `word${i}`)
        .filter((w) => w.startsWith('word12'))
        .toSorted(),
    );
    expect(index.matching((term) => term.endsWith('99'), '99').length).toBe(50);
    expect([...rowsOf(index.documentsOfAny(index.withPrefix('w3')))].slice(0, 3)).toEqual([3, 10, 17]);
    expect(index.find('nothing')).toBeUndefined();
    expect(index.find('')).toBeUndefined();
  });

  it('cuts a very long word and still proposes its documents', () => {
    const long = 'y'.repeat(MAX_TERM_BYTES + 50);
    const index = indexOf([[long], [`${long}z`], ['y'.repeat(MAX_TERM_BYTES - 1)]]);
    expect(phraseRows(index, [long])).toEqual([0, 1]);
    expect(phraseRows(index, ['y'.repeat(MAX_TERM_BYTES - 1)])).toEqual([2]);
  });

  it('is empty where nothing was added', () => {
    const index = indexOf([]);
    expect([index.find('x'), index.withPrefix('x'), index.matching(() => true, '')]).toEqual([undefined, [], []]);
  });
});

describe('fingerprints of ids', () => {
  const id = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 8, maxLength: 20 });

  it('propose every row that holds the id or begins with the prefix', () => {
    fc.assert(
      fc.property(
        fc.array(id, { minLength: 1, maxLength: 40 }),
        fc.nat(39),
        fc.integer({ min: 1, max: 6 }),
        (values, pick, digits) => {
          const memory = new IndexMemory();
          const ids = memory.ids();
          const index = indexOf(
            values.map((value) => [`<${value}>`]),
            ids,
            memory,
          );
          expect(index.matching(() => true, '')).toEqual([]);
          const bytes = new MemoryBytes();
          const { chunks, directory } = ids.finish();
          const facts = { chunks: bytes.append(chunks), directory: bytes.appendFrame(directory) };
          const wanted = (values[pick % values.length] ?? '').toLowerCase();
          expect(isIdToken(wanted)).toBe(true);
          const key = idKeyOf(Buffer.from(wanted), wanted.length);
          const exact = emptyRows(values.length);
          addIdRows(bytes, facts, { first: key, last: key }, exact);
          const prefixed = emptyRows(values.length);
          addIdRows(bytes, facts, idKeyRange(wanted.slice(0, digits)), prefixed);
          const starting = values.flatMap((value, row) =>
            value.toLowerCase().startsWith(wanted.slice(0, digits)) ? [row] : [],
          );
          const same = values.flatMap((value, row) => (value.toLowerCase() === wanted ? [row] : []));
          const proposed = [...rowsOf(prefixed)];
          expect([...rowsOf(exact)]).toEqual(expect.arrayContaining(same));
          // Up to four digits a prefix is exact; beyond, it may propose more.
          expect(digits <= 4 ? proposed : proposed.filter((row) => starting.includes(row))).toEqual(starting);
        },
      ),
    );
  });

  it('find one row among many with few others, over many chunks', () => {
    const ids = new IndexMemory().ids();
    const keyOf = (i: number) => Math.imul(i + 1, 0x9e37_79b1) >>> 0;
    for (let row = 0; row < 50_000; row++) ids.add(keyOf(row), row);
    const bytes = new MemoryBytes();
    const { chunks, directory } = ids.finish();
    expect(new ByteCursor(directory).bytes.length).toBeGreaterThan(20);
    const facts = { chunks: bytes.append(chunks), directory: bytes.appendFrame(directory) };
    for (const row of [0, 1, 24_999, 49_999]) {
      const found = emptyRows(50_000);
      addIdRows(bytes, facts, { first: keyOf(row), last: keyOf(row) }, found);
      expect([...rowsOf(found)]).toEqual([row]);
    }
  });
});
