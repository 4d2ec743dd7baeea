/** The word index of src/wasm/segment on its own: texts and ids in, the bytes of a segment's parts out. For tests. */
import { COLUMN_LIMITS } from '../column-codes.ts';
import { SegmentMemory } from '../segment-index.ts';

/** Both kinds of index of one memory; making another one starts over. */
export class IndexMemory {
  readonly memory = SegmentMemory.take();
  constructor() {
    this.memory.begin(COLUMN_LIMITS);
  }

  ids(): IdIndexBuilder {
    return new IdIndexBuilder(this.memory);
  }

  /** @param ids where ids go; without it they are terms like any other */
  terms(ids?: IdIndexBuilder): TermIndexBuilder {
    return new TermIndexBuilder(this.memory, ids?.index ?? 0);
  }
}

export class IdIndexBuilder {
  readonly #memory: SegmentMemory;
  readonly index: number;

  constructor(memory: SegmentMemory) {
    this.#memory = memory;
    this.index = memory.module.newIdIndex();
  }

  add(key: number, row: number): void {
    this.#memory.module.addId(this.index, key, row);
  }

  finish(): { chunks: Uint8Array; directory: Uint8Array } {
    this.#memory.module.finishIndex(this.index);
    const [chunks, directory] = this.#memory.facts(2) as [number, number];
    return { chunks: this.#memory.joined(chunks), directory: this.#memory.joined(directory) };
  }
}

export class TermIndexBuilder {
  readonly #memory: SegmentMemory;
  readonly #index: number;

  constructor(memory: SegmentMemory, ids: number) {
    this.#memory = memory;
    this.#index = memory.module.newTermIndex(ids);
  }

  add(document: number, text: string): void {
    const at = this.#memory.inputAt;
    const size = this.#memory.bytes.write(text, at, 'utf8');
    const isWide = size !== text.length;
    this.#memory.module.addText(this.#index, document, at, size, isWide);
  }

  finish(size: number) {
    this.#memory.module.finishTerms(this.#index, size);
    const [pages, directory, documents, positions, termCount] = this.#memory.facts(5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    return {
      pages: this.#memory.joined(pages),
      directory: this.#memory.joined(directory),
      documents: this.#memory.joined(documents),
      positions: this.#memory.joined(positions),
      termCount,
    };
  }
}
