/**
 * The binary XML of a record as a JSON object.
 *
 * Pure. O(size of the result), which is charged to a budget: a template may use a value many times, and values may hold
 * binary XML in their turn, so a few bytes could stand for a very large event.
 * Source: MS-EVEN6 §2.2.12 (BinXml), §3.1.4.7.5 (arrays); libevtx §4.6 (template instance).
 * Trust: hostile throughout. Every failure is Damage, caught by the chunk reader.
 */
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { Damage } from './damage.ts';
import { freeKey, isReserved } from './element-plan.ts';
import type { AttributePlan, ElementPlan } from './element-plan.ts';
import { COMPILE_BUDGET_BYTES, TEMPLATE_HEADER_BYTES, TemplateCache } from './templates.ts';
import {
  MORE,
  TOKEN_ELEMENT,
  TOKEN_END,
  TOKEN_FRAGMENT,
  TOKEN_PI_TARGET,
  TOKEN_TEMPLATE,
  TokenReader,
} from './token-reader.ts';
import type { NameSource } from './token-reader.ts';
import { TYPE_BINXML, ValueReader } from './values.ts';

/** Cost that one record and one chunk may reach: one unit an element and an eighth of a unit a byte of value. */
const RECORD_BUDGET = 256 * 1024;
const CHUNK_BUDGET = 1024 * 1024;
const MAX_INSTANCES_DEEP = 16;
/** Four bytes each, none inside another: no chunk holds more. */
const MAX_VALUES = 16_384;

/** Sets a key, `__proto__` included, as an own property. */
export function setOwn(object: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
}

function addFree(object: JsonObject, key: string, value: JsonValue): void {
  const free = Object.hasOwn(object, key) || isReserved(key) ? freeKey(key, (k) => Object.hasOwn(object, k)) : key;
  setOwn(object, free, value);
}

function asText(value: JsonValue): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value);
}

/** Puts text and values next to each other; one alone keeps its type. */
const joined = (before: JsonValue | undefined, value: JsonValue | undefined): JsonValue | undefined =>
  value === undefined ? before : before === undefined ? value : asText(before) + asText(value);

export class RecordContent implements NameSource {
  readonly values: ValueReader;
  readonly #templates: TemplateCache;
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  readonly #names = new Map<number, string>();
  readonly #roots = new Map<number, readonly ElementPlan[]>();
  /** Values of the instances being filled, the innermost last: offset, size and type of each. */
  readonly #offsets = new Int32Array(MAX_VALUES);
  readonly #sizes = new Int32Array(MAX_VALUES);
  readonly #types = new Uint8Array(MAX_VALUES);
  /** The innermost instance's values are [#first, #top). */
  #first = 0;
  #top = 0;
  #deep = 0;
  #recordBudget = 0;
  #chunkBudget = 0;
  #compileBudget = 0;

  constructor(values: ValueReader, templates: TemplateCache) {
    this.values = values;
    this.#templates = templates;
  }

  /** Goes on with the next chunk: nothing of the last one but the template cache is kept. */
  enterChunk(bytes: Uint8Array, base: number): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.values.enterChunk(bytes, this.view, base);
    this.#names.clear();
    this.#roots.clear();
    this.#chunkBudget = CHUNK_BUDGET;
    this.#compileBudget = COMPILE_BUDGET_BYTES;
  }

  nameAt(offset: number): string {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    // Next offset, hash, count of characters: eight bytes in front of the name.
    if (offset + 8 > this.bytes.length) throw new Damage('name outside the chunk', offset);
    const start = offset + 8;
    const size = this.view.getUint16(offset + 6, true) * 2;
    if (size > this.bytes.length - start) throw new Damage('name runs past the chunk', offset);
    const name = this.values.readName(start, size);
    if (name === '') throw new Damage('name is empty', offset);
    this.#names.set(offset, name);
    return name;
  }

  #spend(cost: number): void {
    this.#recordBudget -= cost;
    if (this.#recordBudget < 0) throw new Damage('record stands for too much content', 0);
  }

  readonly #spendCompile = (bytes: number): void => {
    this.#compileBudget -= bytes;
    if (this.#compileBudget < 0) throw new Damage('too many templates in the chunk', 0);
  };

  /** The root elements of a template that is known here or from another chunk; undefined where `read` must see to it. */
  knownTemplate(definition: number): readonly ElementPlan[] | undefined {
    const here = this.#roots.get(definition);
    if (here !== undefined) return here;
    const known = this.#templates.findKnown(this, definition, this.#compileBudget);
    if (known === undefined) return undefined;
    this.#compileBudget -= known.cost;
    this.#roots.set(definition, known.roots);
    return known.roots;
  }

  /** What the next record may cost. */
  budget(): number {
    return Math.min(RECORD_BUDGET, this.#chunkBudget);
  }

  /** Charges a record that was read without `read`. @param cost at most `budget()`, or less than 0 to undo that */
  charge(cost: number): void {
    this.#chunkBudget -= cost;
  }

  /** The document of a record whose binary XML is [at, end): normally one key, `Event`. Throws Damage. */
  read(at: number, end: number): JsonObject {
    const granted = this.budget();
    this.#recordBudget = granted;
    this.#first = 0;
    this.#top = 0;
    this.#deep = 0;
    this.values.doubts.length = 0;
    const document: JsonObject = {};
    try {
      const count = this.#fragment(at, end, document, true);
      if (count === 0) throw new Damage('no element in the record', at);
    } finally {
      this.#chunkBudget -= granted - Math.max(0, this.#recordBudget);
    }
    return document;
  }

  /** Reads elements and template instances into `into`. @returns how many there were */
  #fragment(start: number, end: number, into: JsonObject, hasDependencyIds: boolean): number {
    let at = start;
    let count = 0;
    while (at < end) {
      const token = (this.bytes[at] as number) & ~MORE;
      if (token === TOKEN_END) break;
      if (token === TOKEN_FRAGMENT) at += 4;
      else if (token === TOKEN_TEMPLATE) {
        at = this.#instance(at, end, into);
        count += 1;
      } else if (token === TOKEN_ELEMENT || token === TOKEN_PI_TARGET) {
        at = this.#direct(at, end, into, hasDependencyIds);
        count += 1;
      } else throw new Damage(`token ${token} where a fragment begins`, at);
    }
    return count;
  }

  /** An element written out in the record. Writers differ in whether it has a dependency id: the other way is tried. */
  #direct(at: number, end: number, into: JsonObject, hasDependencyIds: boolean): number {
    this.#spend(1 + ((end - at) >> 3));
    let reader = new TokenReader(this, at, end, hasDependencyIds);
    let plan: ElementPlan;
    try {
      plan = this.#token(reader, at);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      reader = new TokenReader(this, at, end, !hasDependencyIds);
      try {
        plan = this.#token(reader, at);
      } catch {
        throw error;
      }
    }
    const first = this.#first;
    this.#first = this.#top;
    addFree(into, plan.name, this.#element(plan));
    this.#first = first;
    return reader.at;
  }

  #token(reader: TokenReader, at: number): ElementPlan {
    return ((this.bytes[at] as number) & ~MORE) === TOKEN_PI_TARGET ? reader.instruction() : reader.element(0);
  }

  /** A template and its values, at the token. @returns the offset behind them */
  #instance(at: number, end: number, into: JsonObject): number {
    if (at + 10 > end) throw new Damage('template instance runs past its end', at);
    if (this.#deep >= MAX_INSTANCES_DEEP) throw new Damage('templates nested too deep', at);
    const view = this.view;
    const definition = view.getUint32(at + 6, true);
    let roots = this.#roots.get(definition);
    if (roots === undefined) {
      roots = this.#templates.find(this, definition, this.#spendCompile);
      this.#roots.set(definition, roots);
    }
    if (view.getUint32(at + 2, true) !== view.getUint32(definition + 4, true)) {
      throw new Damage('template is not the one the record names', at);
    }
    // The definition follows where it is used for the first time.
    let valuesAt = at + 10;
    if (definition === valuesAt) valuesAt += TEMPLATE_HEADER_BYTES + view.getUint32(definition + 20, true);
    if (valuesAt + 4 > end) throw new Damage('template values run past their end', at);
    const count = view.getUint32(valuesAt, true);
    let data = valuesAt + 4 + count * 4;
    if (data > end || this.#top + count > MAX_VALUES) throw new Damage('too many template values', valuesAt);
    this.#spend(1 + (count >> 1));

    const outerFirst = this.#first;
    const outerTop = this.#top;
    for (let i = 0; i < count; i += 1) {
      const descriptor = valuesAt + 4 + i * 4;
      const size = view.getUint16(descriptor, true);
      this.#offsets[outerTop + i] = data;
      this.#sizes[outerTop + i] = size;
      this.#types[outerTop + i] = this.bytes[descriptor + 2] as number;
      data += size;
    }
    if (data > end) throw new Damage('template values run past their end', at);
    this.#first = outerTop;
    this.#top = outerTop + count;
    this.#deep += 1;
    for (const root of roots) addFree(into, root.name, this.#element(root));
    this.#deep -= 1;
    this.#first = outerFirst;
    this.#top = outerTop;
    return data;
  }

  /** Value of a substitution; undefined where there is none. Binary XML has no value of its own. */
  #value(index: number): JsonValue | undefined {
    const i = this.#first + index;
    if (i >= this.#top) return undefined;
    const size = this.#sizes[i] as number;
    const type = this.#types[i] as number;
    if (type === TYPE_BINXML) return undefined;
    this.#spend(1 + (size >> 3));
    return this.values.read(type, this.#offsets[i] as number, size);
  }

  #isBinaryXml(index: number): boolean {
    const i = this.#first + index;
    return i < this.#top && this.#types[i] === TYPE_BINXML && (this.#sizes[i] as number) > 0;
  }

  #attributeValue(plan: AttributePlan): JsonValue | undefined {
    const content = plan.content;
    if (content.length === 1) {
      const item = content[0] as string | number;
      return typeof item === 'number' ? this.#value(item) : item === '' ? undefined : item;
    }
    let value: JsonValue | undefined;
    for (const item of content) value = joined(value, typeof item === 'number' ? this.#value(item) : item);
    return value === '' ? undefined : value;
  }

  #attributes(plan: ElementPlan): JsonObject | undefined {
    let attributes: JsonObject | undefined;
    for (const attribute of plan.attributes) {
      const value = this.#attributeValue(attribute);
      if (value === undefined) continue;
      attributes ??= {};
      setOwn(attributes, attribute.key, value);
    }
    return attributes;
  }

  /** What the element becomes; null where there is nothing in it. */
  #element(plan: ElementPlan): JsonValue {
    if (plan.only >= 0 && !this.#isBinaryXml(plan.only)) return this.#value(plan.only) ?? null;
    this.#spend(1);
    const attributes = plan.attributes.length === 0 ? undefined : this.#attributes(plan);
    let object: JsonObject | undefined;
    if (attributes !== undefined) object = { '#attributes': attributes };
    let text: JsonValue | undefined;
    let isWithLateKeys = false;
    const { content, keys } = plan;
    for (let i = 0; i < content.length; i += 1) {
      const item = content[i] as string | number | ElementPlan;
      if (typeof item === 'string') text = joined(text, item);
      else if (typeof item === 'number') {
        if (this.#isBinaryXml(item)) isWithLateKeys = true;
        else text = joined(text, this.#value(item));
      } else {
        object ??= {};
        const key = keys[i] as string;
        if (key === '') isWithLateKeys = true;
        else setOwn(object, key, item.role === 'data' ? (this.#element(item) ?? '') : this.#element(item));
      }
    }
    // Keys that only the values tell come last, so that they can't take a key the template gives.
    if (isWithLateKeys) {
      object ??= {};
      this.#lateKeys(plan, object);
    }
    if (object === undefined) return text ?? null;
    if (text !== undefined) object['#text'] = text;
    return object;
  }

  #lateKeys(plan: ElementPlan, object: JsonObject): void {
    const list: JsonValue[] = [];
    let isList = false;
    for (let i = 0; i < plan.content.length; i += 1) {
      const item = plan.content[i];
      if (typeof item === 'number') {
        if (this.#isBinaryXml(item)) this.#embedded(this.#first + item, object);
      } else if (typeof item === 'object' && plan.keys[i] === '') {
        const name = item.dynamicName === undefined ? undefined : this.#attributeValue(item.dynamicName);
        const value = this.#element(item) ?? '';
        if (name !== undefined) addFree(object, asText(name), value);
        else {
          isList = true;
          if (Array.isArray(value)) list.push(...value);
          else list.push(value);
        }
      }
    }
    if (isList) addFree(object, 'Data', { '#text': list.length === 1 ? (list[0] as JsonValue) : list });
  }

  /** Binary XML inside a value. */
  #embedded(index: number, into: JsonObject): void {
    const at = this.#offsets[index] as number;
    this.#spend(1);
    this.#fragment(at, at + (this.#sizes[index] as number), into, false);
  }
}
