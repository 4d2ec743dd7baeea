/**
 * Binary XML tokens of an element, read into a plan.
 *
 * Pure. One pass over the tokens; nesting is limited, so the recursion is.
 * Source: MS-EVEN6 §2.2.12-2.2.16 (BinXml grammar and tokens), libevtx §4 (names live in the chunk, an element in a
 * template begins with a dependency id). Difference: a processing instruction becomes the key `?target`.
 * Trust: hostile; each read is inside `end`, a bad token is Damage.
 */
import { CHUNK_HEADER_BYTES } from './chunk-header.ts';
import { Damage } from './damage.ts';
import { planElement } from './element-plan.ts';
import type { Content, ElementDraft, ElementPlan } from './element-plan.ts';
import { TYPE_STRING } from './values.ts';
import type { ValueReader } from './values.ts';

/** A token with this bit is followed by more of its kind, or has attributes. */
export const MORE = 0x40;
export const TOKEN_END = 0x00;
export const TOKEN_ELEMENT = 0x01;
const TOKEN_CLOSE_START = 0x02;
const TOKEN_CLOSE_EMPTY = 0x03;
const TOKEN_CLOSE = 0x04;
const TOKEN_VALUE = 0x05;
const TOKEN_ATTRIBUTE = 0x06;
const TOKEN_CDATA = 0x07;
const TOKEN_CHARACTER = 0x08;
const TOKEN_ENTITY = 0x09;
export const TOKEN_PI_TARGET = 0x0a;
const TOKEN_PI_DATA = 0x0b;
export const TOKEN_TEMPLATE = 0x0c;
const TOKEN_SUBSTITUTION = 0x0d;
const TOKEN_OPTIONAL = 0x0e;
export const TOKEN_FRAGMENT = 0x0f;

const MAX_NESTING = 64;

const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** A place in a template where the offset of a name stands: it differs from chunk to chunk, the name does not. */
export interface NameSlot {
  /** Offset of the four bytes, in the chunk. */
  readonly at: number;
  /** Whether the name itself follows. */
  readonly isInline: boolean;
  readonly name: string;
}

/** What a token reader needs of its chunk. */
export interface NameSource {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The name whose structure begins at `offset` of the chunk. Throws Damage. */
  nameAt(offset: number): string;
  readonly values: ValueReader;
}

export class TokenReader {
  readonly #chunk: NameSource;
  readonly #end: number;
  readonly #hasDependencyIds: boolean;
  /** Offset in the chunk of the next token. */
  at: number;
  readonly slots: NameSlot[] = [];

  /** @param end offset in the chunk behind the last byte that may be read */
  constructor(chunk: NameSource, at: number, end: number, hasDependencyIds: boolean) {
    this.#chunk = chunk;
    this.at = at;
    this.#end = end;
    this.#hasDependencyIds = hasDependencyIds;
  }

  /** Moves over `count` bytes. @returns where they began */
  #take(count: number): number {
    const start = this.at;
    if (count > this.#end - start) throw new Damage('tokens run past their end', start);
    this.at = start + count;
    return start;
  }

  #u8(): number {
    return this.#chunk.bytes[this.#take(1)] as number;
  }

  #u16(): number {
    return this.#chunk.view.getUint16(this.#take(2), true);
  }

  #u32(): number {
    return this.#chunk.view.getUint32(this.#take(4), true);
  }

  #peek(): number {
    if (this.at >= this.#end) throw new Damage('tokens run past their end', this.at);
    return (this.#chunk.bytes[this.at] as number) & ~MORE;
  }

  #name(): string {
    const at = this.at;
    const offset = this.#u32();
    const isInline = offset === this.at;
    const name = this.#chunk.nameAt(offset);
    if (isInline) {
      this.#take(6);
      this.#take(this.#u16() * 2 + 2);
    }
    this.slots.push({ at, isInline, name });
    return name;
  }

  /** Text with its count of characters in front. */
  #countedText(): string {
    const size = this.#u16() * 2;
    return textOf(this.#chunk.values.read(TYPE_STRING, this.#take(size), size));
  }

  /** A literal value. Only text occurs and only text has a defined size. */
  #literal(): string {
    const at = this.at;
    this.#u8();
    if (this.#u8() !== TYPE_STRING) throw new Damage('literal value is no text', at);
    return this.#countedText();
  }

  #substitution(): number {
    this.#u8();
    const index = this.#u16();
    this.#u8();
    return index;
  }

  #character(): string {
    this.#u8();
    return String.fromCharCode(this.#u16()).toWellFormed();
  }

  #entity(): string {
    this.#u8();
    const name = this.#name();
    return ENTITIES.get(name) ?? `&${name};`;
  }

  /** `<name attr="..">..</name>` beginning at the element token. */
  element(nesting: number): ElementPlan {
    if (nesting > MAX_NESTING) throw new Damage('elements nested too deep', this.at);
    const token = this.#u8();
    if ((token & ~MORE) !== TOKEN_ELEMENT) throw new Damage(`token ${token} where an element begins`, this.at - 1);
    if (this.#hasDependencyIds) this.#u16();
    this.#u32();
    const draft: ElementDraft = { name: this.#name(), attributes: [], content: [] };
    if ((token & MORE) !== 0) this.#attributes(draft);
    const close = this.#u8();
    if (close === TOKEN_CLOSE_START) this.#content(draft.content, nesting);
    else if (close !== TOKEN_CLOSE_EMPTY) throw new Damage(`token ${close} inside a start tag`, this.at - 1);
    return planElement(draft);
  }

  #attributes(draft: ElementDraft): void {
    this.#u32();
    while (this.#peek() === TOKEN_ATTRIBUTE) {
      this.#u8();
      const attribute = { name: this.#name(), content: [] as (string | number)[] };
      for (let isOpen = true; isOpen; ) {
        const token = this.#peek();
        if (token === TOKEN_VALUE) attribute.content.push(this.#literal());
        else if (token === TOKEN_SUBSTITUTION || token === TOKEN_OPTIONAL) attribute.content.push(this.#substitution());
        else if (token === TOKEN_CHARACTER) attribute.content.push(this.#character());
        else if (token === TOKEN_ENTITY) attribute.content.push(this.#entity());
        else isOpen = false;
      }
      draft.attributes.push(attribute);
    }
  }

  #content(content: Content[], nesting: number): void {
    for (;;) {
      switch (this.#peek()) {
        case TOKEN_CLOSE:
          this.#u8();
          return;
        case TOKEN_ELEMENT:
          content.push(this.element(nesting + 1));
          break;
        case TOKEN_VALUE:
          content.push(this.#literal());
          break;
        case TOKEN_CDATA:
          this.#u8();
          content.push(this.#countedText());
          break;
        case TOKEN_CHARACTER:
          content.push(this.#character());
          break;
        case TOKEN_ENTITY:
          content.push(this.#entity());
          break;
        case TOKEN_SUBSTITUTION:
        case TOKEN_OPTIONAL:
          content.push(this.#substitution());
          break;
        case TOKEN_PI_TARGET:
          content.push(this.instruction());
          break;
        default:
          throw new Damage(`token ${this.#peek()} inside an element`, this.at);
      }
    }
  }

  /** A processing instruction as an element `?target`. */
  instruction(): ElementPlan {
    this.#u8();
    const name = `?${this.#name()}`;
    const content: Content[] = [];
    if (this.at < this.#end && this.#peek() === TOKEN_PI_DATA) {
      this.#u8();
      content.push(this.#countedText());
    }
    return planElement({ name, attributes: [], content });
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Smallest offset of a name: behind the chunk's header. */
export const FIRST_NAME_OFFSET = CHUNK_HEADER_BYTES;
