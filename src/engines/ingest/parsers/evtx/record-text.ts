/**
 * Records of the usual form, from bytes to the canonical JSON of their own fields in one go.
 *
 * Pure. O(record). No object is built for the fields but the flat one the mapping reads.
 * Source: the same as record-content.ts, which reads whatever has another form: `read` says no and changes nothing.
 * Trust: hostile; what looks odd in any way (sizes, doubtful text, budget) is left to record-content.ts and its findings.
 */
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { CanonicalError } from '../../../kernel/canonical-json.ts';
import type { WindowsSystem } from '../../mapping/windows-event.ts';
import { elementText } from '../../mapping/windows-fields.ts';
import type { ElementPlan } from './element-plan.ts';
import { setOwn, type RecordContent } from './record-content.ts';
import { TEMPLATE_HEADER_BYTES } from './templates.ts';
import { planText, type Piece, type Slot, type TextPlan } from './text-plan.ts';
import { MORE, TOKEN_END, TOKEN_FRAGMENT, TOKEN_TEMPLATE } from './token-reader.ts';
import { TYPE_BINXML } from './values.ts';

/** Values of a template that are looked at here. */
const MAX_VALUES = 256;

/** A template with the values of one record. */
class Instance {
  plan: TextPlan | undefined;
  count = 0;
  /** Offset in the chunk of the first descriptor (size, type) and of the first value. */
  descriptors = 0;
  data = 0;
  /** Offset behind the values. */
  end = 0;
  /** Canonical text and value of each substitution that is used; '' and undefined where there is none. */
  readonly texts: string[] = Array.from<string>({ length: MAX_VALUES }).fill('');
  readonly values: (JsonValue | undefined)[] = Array.from({ length: MAX_VALUES });
}

const NOTHING: JsonObject = {};

export class RecordText {
  readonly #content: RecordContent;
  readonly #plans = new Map<number, TextPlan | undefined>();
  readonly #event = new Instance();
  readonly #data = new Instance();
  readonly #offsets = new Int32Array(MAX_VALUES);
  /** What the last record says about itself, for the mapping. */
  readonly system: WindowsSystem = {
    provider: '',
    providerGuid: '',
    code: '',
    level: '',
    task: '',
    opcode: '',
    keywords: '',
    systemTime: '',
    recordId: '',
    channel: '',
    computer: '',
    loggedUnder: '',
  };
  /** The fields of its data. */
  data: JsonObject = NOTHING;
  /** Canonical JSON of what stands under `Event`. */
  fields = '';

  constructor(content: RecordContent) {
    this.#content = content;
  }

  #cost = 0;

  enterChunk(): void {
    this.#plans.clear();
  }

  /** The last record is read once more by the other reader, which charges it then. */
  giveBack(): void {
    this.#content.charge(-this.#cost);
  }

  /** Reads the record whose binary XML is [at, end) of the chunk, or says no. */
  read(at: number, end: number): boolean {
    const content = this.#content;
    const event = this.#event;
    if (!this.#open(event, at, end)) return false;
    const plan = event.plan as TextPlan;
    if (plan.name !== 'Event') return false;
    content.values.doubts.length = 0;
    try {
      let cost = 1 + (event.count >> 1) + this.#readValues(event);
      let name = '';
      let dataText = '';
      this.data = NOTHING;
      const { embedded } = plan;
      if (embedded >= 0 && embedded < event.count) {
        const descriptor = event.descriptors + embedded * 4;
        const size = content.view.getUint16(descriptor, true);
        if (size > 0) {
          const data = this.#data;
          const start = this.#offsets[embedded] as number;
          if (content.bytes[descriptor + 2] !== TYPE_BINXML || !this.#open(data, start, start + size)) return false;
          const dataPlan = data.plan as TextPlan;
          name = dataPlan.name;
          if (name === 'Event') return false;
          cost += 2 + (data.count >> 1) + this.#readValues(data);
          dataText = write(data);
          this.#readFields(data);
        } else if (content.bytes[descriptor + 2] !== TYPE_BINXML) cost += 1;
      }
      if (cost < 0 || Number.isNaN(cost) || content.values.doubts.length > 0 || !content.charge(cost)) return false;
      this.#cost = cost;
      const system = write(event);
      if (name === '') this.fields = `${plan.head}"System":${system}}`;
      else if (name === 'EventData') this.fields = `${plan.head}"EventData":${dataText},"System":${system}}`;
      else this.fields = `${plan.head}"System":${system},"UserData":${dataText}}`;
      this.#readSystem(event);
      return true;
    } catch (error) {
      // The view checks its bounds. Whatever it is, the other reader finds it again and says so.
      if (error instanceof CanonicalError || error instanceof RangeError) return false;
      throw error;
    }
  }

  /** Finds the one template instance in [at, end), and where its values are. */
  #open(instance: Instance, from: number, end: number): boolean {
    const { bytes, view } = this.#content;
    let at = from;
    while (at < end && ((bytes[at] as number) & ~MORE) === TOKEN_FRAGMENT) at += 4;
    if (at + 10 > end || ((bytes[at] as number) & ~MORE) !== TOKEN_TEMPLATE) return false;
    const definition = view.getUint32(at + 6, true);
    const plan = this.#planAt(definition);
    if (plan === undefined || view.getUint32(at + 2, true) !== view.getUint32(definition + 4, true)) return false;
    let valuesAt = at + 10;
    if (definition === valuesAt) valuesAt += TEMPLATE_HEADER_BYTES + view.getUint32(definition + 20, true);
    if (valuesAt + 4 > end) return false;
    const count = view.getUint32(valuesAt, true);
    if (count > MAX_VALUES) return false;
    const descriptors = valuesAt + 4;
    let data = descriptors + count * 4;
    instance.plan = plan;
    instance.count = count;
    instance.descriptors = descriptors;
    instance.data = data;
    if (data > end) return false;
    for (let i = 0; i < count; i += 1) data += view.getUint16(descriptors + i * 4, true);
    if (data > end) return false;
    return data === end || ((bytes[data] as number) & ~MORE) === TOKEN_END;
  }

  #planAt(definition: number): TextPlan | undefined {
    const known = this.#plans.get(definition);
    if (known !== undefined || this.#plans.has(definition)) return known;
    const roots = this.#content.knownTemplate(definition);
    // Unknown templates are compiled by the other reader, which leaves them to be found the next time.
    if (roots === undefined) return undefined;
    const plan = textPlanOf(roots);
    this.#plans.set(definition, plan);
    return plan;
  }

  /** Reads the values that are used. @returns their cost; NaN where one is not what it should be */
  #readValues(instance: Instance): number {
    const { bytes, view, values } = this.#content;
    const { count, descriptors, texts } = instance;
    const plan = instance.plan as TextPlan;
    const offsets = this.#offsets;
    let at = instance.data;
    for (let i = 0; i < count; i += 1) {
      offsets[i] = at;
      at += view.getUint16(descriptors + i * 4, true);
    }
    let cost = plan.cost;
    const { used, uses } = plan;
    for (let n = 0; n < used.length; n += 1) {
      const index = used[n] as number;
      if (index >= count) {
        if (index >= MAX_VALUES) return Number.NaN;
        texts[index] = '';
        instance.values[index] = undefined;
        continue;
      }
      const descriptor = descriptors + index * 4;
      const size = view.getUint16(descriptor, true);
      const type = bytes[descriptor + 2] as number;
      if (type === TYPE_BINXML) {
        if (size > 0) return Number.NaN;
        texts[index] = '';
        instance.values[index] = undefined;
        continue;
      }
      cost += (uses[n] as number) * (1 + (size >> 3));
      texts[index] = values.readCanonical(type, offsets[index] as number, size);
      instance.values[index] = values.value;
    }
    return cost;
  }

  #readFields(instance: Instance): void {
    const data: JsonObject = {};
    const { values } = instance;
    for (const { key, index, fixed } of (instance.plan as TextPlan).fields) {
      setOwn(data, key, (index < 0 ? undefined : values[index]) ?? fixed);
    }
    this.data = data;
  }

  #readSystem(instance: Instance): void {
    const { facts } = instance.plan as TextPlan;
    const { system } = this;
    const text = (n: number): string => factText(instance, facts[n]);
    system.provider = text(0);
    system.providerGuid = text(1);
    system.code = text(2);
    system.level = text(3);
    system.task = text(4);
    system.opcode = text(5);
    system.keywords = text(6);
    system.systemTime = text(7);
    system.recordId = text(8);
    system.channel = text(9);
    system.computer = text(10);
    system.loggedUnder = text(11);
  }
}

/** By the root elements, which the template cache gives to every chunk; null where there is no plan. */
const textPlans = new WeakMap<readonly ElementPlan[], TextPlan | null>();

function textPlanOf(roots: readonly ElementPlan[]): TextPlan | undefined {
  let plan = textPlans.get(roots);
  if (plan === undefined) {
    plan = planText(roots) ?? null;
    textPlans.set(roots, plan);
  }
  return plan ?? undefined;
}

const factText = (instance: Instance, slot: Slot | undefined): string =>
  slot === undefined ? '' : slot.index < 0 ? slot.literal : elementText(instance.values[slot.index]);

/** The plan's text with the values in their places. */
function write(instance: Instance): string {
  const { pieces, tail } = instance.plan as TextPlan;
  const { texts } = instance;
  let out = '';
  for (let i = 0; i < pieces.length; i += 1) {
    const piece = pieces[i] as Piece;
    out += piece.before;
    const text = piece.text === undefined ? '' : piece.text.index < 0 ? piece.text.quoted : (texts[piece.text.index] as string);
    if (piece.attributes.length === 0) {
      out += text === '' ? piece.absent : text;
      continue;
    }
    let isOpen = false;
    for (const { key, slot } of piece.attributes) {
      const value = slot.index < 0 ? slot.quoted : (texts[slot.index] as string);
      if (value === '') continue;
      out += isOpen ? ',' : '{"#attributes":{';
      out += key;
      out += value;
      isOpen = true;
    }
    if (!isOpen) out += text === '' ? piece.absent : text;
    else if (text === '') out += '}}';
    else {
      out += '},"#text":';
      out += text;
      out += '}';
    }
  }
  return out + tail;
}
