/**
 * Templates: the constant part of records, compiled once and found again in other chunks by content.
 *
 * Pure. A chunk repeats the templates of the one before it at other offsets; comparing bytes is about ten times cheaper
 * than compiling. What differs legitimately, the offsets of names, is compared by the names.
 * Source: libevtx §4.7 (template definition: next offset, GUID, size, tokens).
 * Trust: hostile; sizes are checked, compiling is charged to a budget of the chunk, the cache is bounded.
 */
import { Damage } from './damage.ts';
import type { ElementPlan } from './element-plan.ts';
import { TOKEN_END, TOKEN_FRAGMENT, TokenReader } from './token-reader.ts';
import type { NameSlot, NameSource } from './token-reader.ts';

/** Next offset, GUID, size: in front of the tokens. */
export const TEMPLATE_HEADER_BYTES = 24;
const GUID_AT = 4;
const SIZE_AT = 20;

/** Bytes of template that one chunk may have compiled: far above what 64 KiB hold honestly. */
export const COMPILE_BUDGET_BYTES = 2 * 1024 * 1024;
const MAX_CACHED_BYTES = 4 * 1024 * 1024;
const MAX_VARIANTS = 8;

interface CachedTemplate {
  /** The whole definition as it lay in the chunk it was compiled from. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offsets in `bytes`. */
  readonly slots: readonly NameSlot[];
  readonly roots: readonly ElementPlan[];
}

/** Compiles the definition at `offset`. `slots` is filled with the places of names. */
function compile(chunk: NameSource, offset: number, size: number, slots: NameSlot[]): ElementPlan[] {
  const start = offset + TEMPLATE_HEADER_BYTES;
  const end = start + size;
  const reader = new TokenReader(chunk, start, end, true);
  const roots: ElementPlan[] = [];
  while (reader.at < end) {
    const token = chunk.bytes[reader.at] as number;
    if (token === TOKEN_END) break;
    if (token === TOKEN_FRAGMENT) reader.at += 4;
    else roots.push(reader.element(0));
  }
  if (roots.length === 0) throw new Damage('template without an element', offset);
  for (const { at, isInline, name } of reader.slots) slots.push({ at: at - offset, isInline, name });
  return roots;
}

/** Whether [from, end) of the template is what stands at `offset` of the chunk, which has room for it. */
function isEqual(
  { bytes, view }: CachedTemplate,
  from: number,
  end: number,
  chunk: NameSource,
  offset: number,
): boolean {
  let at = from;
  // Four bytes at a time.
  for (; at + 4 <= end; at += 4) if (view.getUint32(at) !== chunk.view.getUint32(offset + at)) return false;
  for (; at < end; at += 1) if (bytes[at] !== chunk.bytes[offset + at]) return false;
  return true;
}

/** Whether the definition at `offset` says the same as the cached one. */
function matches(chunk: NameSource, offset: number, cached: CachedTemplate): boolean {
  const { bytes, slots } = cached;
  let from = GUID_AT;
  for (const slot of slots) {
    if (!isEqual(cached, from, slot.at, chunk, offset)) return false;
    const nameOffset = chunk.view.getUint32(offset + slot.at, true);
    const isInline = nameOffset === offset + slot.at + 4;
    if (isInline !== slot.isInline) return false;
    if (!isInline && chunk.nameAt(nameOffset) !== slot.name) return false;
    // An inline name begins with the offset of the next name in its hash chain, which is of no meaning here.
    from = slot.at + (isInline ? 8 : 4);
  }
  return isEqual(cached, from, bytes.length, chunk, offset);
}

const keyOf = (chunk: NameSource, offset: number, size: number): number =>
  (chunk.view.getUint32(offset + GUID_AT, true) ^ Math.imul(size, 0x9e3779b1)) >>> 0;

/** Compiled templates by content, bounded. */
class Variants {
  readonly #byKey = new Map<number, CachedTemplate[]>();
  #cachedBytes = 0;

  at(key: number): readonly CachedTemplate[] | undefined {
    return this.#byKey.get(key);
  }

  keep(key: number, template: CachedTemplate): void {
    if (this.#cachedBytes + template.bytes.length > MAX_CACHED_BYTES) {
      this.#byKey.clear();
      this.#cachedBytes = 0;
    }
    const variants = this.#byKey.get(key) ?? [];
    if (variants.length >= MAX_VARIANTS) return;
    variants.push(template);
    this.#byKey.set(key, variants);
    this.#cachedBytes += template.bytes.length;
  }
}

/** As `matches`, where a name that can't be read is no match. */
function isSame(chunk: NameSource, offset: number, size: number, cached: CachedTemplate): boolean {
  if (cached.bytes.length !== size + TEMPLATE_HEADER_BYTES) return false;
  try {
    return matches(chunk, offset, cached);
  } catch (error) {
    if (error instanceof Damage) return false;
    throw error;
  }
}

/**
 * Templates of all pieces that a thread has read. Nothing that is said of a record may depend on them: what is found here
 * is charged as if it had just been compiled, and templates whose text is doubtful, which is told of the record that is
 * there first, do not get here.
 */
export class TemplateStore {
  readonly #variants = new Variants();

  find(key: number, chunk: NameSource, offset: number, size: number): CachedTemplate | undefined {
    return this.#variants.at(key)?.find((cached) => isSame(chunk, offset, size, cached));
  }

  keep(key: number, template: CachedTemplate): void {
    this.#variants.keep(key, template);
  }
}

/** The templates of all chunks of a piece. */
export class TemplateCache {
  readonly #variants = new Variants();
  readonly #store: TemplateStore | undefined;

  /** @param store templates of other pieces, which are not compiled again */
  constructor(store?: TemplateStore) {
    this.#store = store;
  }

  /**
   * Root elements of the template defined at `offset`. Throws Damage.
   *
   * @param spend charged with the bytes to compile; throws Damage when the chunk's budget is gone
   */
  find(chunk: NameSource, offset: number, spend: (bytes: number) => void): readonly ElementPlan[] {
    const length = chunk.bytes.length;
    if (offset < 512 || offset + TEMPLATE_HEADER_BYTES > length) throw new Damage('template outside the chunk', offset);
    const size = chunk.view.getUint32(offset + SIZE_AT, true);
    if (size > length - offset - TEMPLATE_HEADER_BYTES) throw new Damage('template runs past the chunk', offset);
    const key = keyOf(chunk, offset, size);
    const variants = this.#variants.at(key);
    if (variants !== undefined) {
      spend((size >> 4) + 64);
      for (const cached of variants) {
        if (cached.bytes.length === size + TEMPLATE_HEADER_BYTES && matches(chunk, offset, cached)) return cached.roots;
      }
    }
    spend(size + 64);
    const template = this.#store?.find(key, chunk, offset, size) ?? this.#compile(key, chunk, offset, size);
    this.#variants.keep(key, template);
    return template.roots;
  }

  /**
   * As `find`, but only where it would give a template without compiling one: nothing is kept or thrown otherwise, so that
   * `find` can be asked afterwards.
   *
   * @param budget what is left to spend
   * @returns the root elements, and what `find` would have charged
   */
  findKnown(
    chunk: NameSource,
    offset: number,
    budget: number,
  ): { roots: readonly ElementPlan[]; cost: number } | undefined {
    const length = chunk.bytes.length;
    if (offset < 512 || offset + TEMPLATE_HEADER_BYTES > length) return undefined;
    const size = chunk.view.getUint32(offset + SIZE_AT, true);
    if (size > length - offset - TEMPLATE_HEADER_BYTES) return undefined;
    const key = keyOf(chunk, offset, size);
    const variants = this.#variants.at(key);
    let cost = variants === undefined ? 0 : (size >> 4) + 64;
    let template = variants?.find((cached) => isSame(chunk, offset, size, cached));
    if (template === undefined) {
      cost += size + 64;
      template = this.#store?.find(key, chunk, offset, size);
      if (template === undefined || cost > budget) return undefined;
      this.#variants.keep(key, template);
    }
    return cost > budget ? undefined : { roots: template.roots, cost };
  }

  #compile(key: number, chunk: NameSource, offset: number, size: number): CachedTemplate {
    const slots: NameSlot[] = [];
    const roots = compile(chunk, offset, size, slots);
    const bytes = chunk.bytes.slice(offset, offset + TEMPLATE_HEADER_BYTES + size);
    const template = { bytes, view: new DataView(bytes.buffer), slots, roots };
    if (chunk.values.doubts.length === 0) this.#store?.keep(key, template);
    return template;
  }
}
