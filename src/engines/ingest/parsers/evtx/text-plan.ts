/**
 * Text plans: what a template's elements become in canonical JSON, worked out once per template.
 *
 * Pure. A plan is a row of pieces: constant text with the keys quoted and in canonical order, then a value. Nothing is
 * sorted, looked up or quoted a second time when a record is written.
 * Source: the rules of element-plan.ts for the JSON, RFC 8785 §3.2.3 for the order of keys.
 * Differences: only templates whose keys do not depend on values have a plan (nearly all there are); the others are
 * read into objects by record-content.ts, which stays the authority: host/adapters/evtx-writer.test.ts compares the two.
 * Trust: templates are hostile; names are quoted like any text.
 */
import type { JsonValue } from '../../../event/audit-event.ts';
import { quoteCanonical } from '../../../kernel/canonical-json.ts';
import type { ElementPlan } from './element-plan.ts';

/** A value by the number of its substitution, or constant text that `quoted` gives. */
export interface Slot {
  /** -1 for constant text. */
  readonly index: number;
  /** Constant text, bare and in quotes; '' where the value is a substitution. */
  readonly literal: string;
  readonly quoted: string;
}

/** One value of a plan, with the constant text in front of it. */
export interface Piece {
  readonly before: string;
  /** What stands for the value where there is none: `null` or `""`. */
  readonly absent: string;
  /** The value itself, or what stands beside the attributes; undefined for none. */
  readonly text: Slot | undefined;
  /** Attributes in canonical order, each key with what precedes it except for the comma. */
  readonly attributes: readonly { readonly key: string; readonly slot: Slot }[];
}

/** A named field that the mapping may ask for. */
export interface Field {
  readonly key: string;
  /** Number of the substitution, -1 where the value is always `fixed`. */
  readonly index: number;
  /** The value where there is no other. */
  readonly fixed: JsonValue;
}

export interface TextPlan {
  /** Name of the root element. */
  readonly name: string;
  /** For `Event`: what precedes its parts, `{"#attributes":{...},`. */
  readonly head: string;
  readonly pieces: readonly Piece[];
  /** Constant text behind the last piece. */
  readonly tail: string;
  /** Substitutions that are used, and how often each is. */
  readonly used: readonly number[];
  readonly uses: readonly number[];
  /** What the elements cost without their values; see the budget of record-content.ts. */
  readonly cost: number;
  /** For `Event`: number of the substitution that holds the event's own data, -1 for none. */
  readonly embedded: number;
  /** Fields of EventData, or of the one element in UserData. */
  readonly fields: readonly Field[];
  /** For `Event`: where the mapping finds what System says; by SYSTEM_FACTS. */
  readonly facts: readonly (Slot | undefined)[];
}

/** Element and attribute of System behind each fact; no attribute: the element's text. */
export const SYSTEM_FACTS = [
  ['Provider', 'Name'],
  ['Provider', 'Guid'],
  ['EventID', ''],
  ['Level', ''],
  ['Task', ''],
  ['Opcode', ''],
  ['Keywords', ''],
  ['TimeCreated', 'SystemTime'],
  ['EventRecordID', ''],
  ['Channel', ''],
  ['Computer', ''],
  ['Security', 'UserID'],
] as const;

const MAX_DEPTH = 16;
const NO_ATTRIBUTES: Piece['attributes'] = [];

class NoPlan extends Error {}

function slotOf(content: readonly (string | number | ElementPlan)[]): Slot | undefined {
  const item = content[0];
  if (item === undefined || (item === '' && content.length === 1)) return undefined;
  if (content.length > 1 || typeof item === 'object') throw new NoPlan('content is put together');
  return typeof item === 'number'
    ? { index: item, literal: '', quoted: '' }
    : { index: -1, literal: item, quoted: quoteCanonical(item) };
}

const hasChildren = (plan: ElementPlan): boolean => plan.content.some((item) => typeof item === 'object');

class Compiler {
  readonly pieces: Piece[] = [];
  readonly #uses = new Map<number, number>();
  /** Constant text since the last piece. */
  pending = '';
  cost = 0;

  #use(slot: Slot | undefined): void {
    if (slot !== undefined && slot.index >= 0) this.#uses.set(slot.index, (this.#uses.get(slot.index) ?? 0) + 1);
  }

  /** Writes what the element becomes in its parent. */
  element(plan: ElementPlan, depth: number): void {
    if (depth > MAX_DEPTH || plan.role === 'positional' || plan.role === 'dynamic') throw new NoPlan('keys vary');
    if (hasChildren(plan)) this.group(plan, depth);
    else this.#leaf(plan);
  }

  #leaf(plan: ElementPlan): void {
    if (plan.only < 0) this.cost += 1;
    const text = slotOf(plan.content);
    const sorted = plan.attributes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const attributes = sorted.map(({ key, content }) => {
      const slot = slotOf(content);
      if (slot === undefined) throw new NoPlan('attribute without content');
      this.#use(slot);
      return { key: `${quoteCanonical(key)}:`, slot };
    });
    this.#use(text);
    const absent = plan.role === 'data' ? '""' : 'null';
    if (attributes.length === 0 && (text === undefined || text.index < 0)) {
      this.pending += text === undefined ? absent : text.quoted;
      return;
    }
    this.pieces.push({
      before: this.pending,
      absent,
      text,
      attributes: attributes.length === 0 ? NO_ATTRIBUTES : attributes,
    });
    this.pending = '';
  }

  /** An element with elements in it. Its attributes must be constant and there must be no text between. */
  group(plan: ElementPlan, depth: number): void {
    this.cost += 1;
    this.pending += '{';
    let isFirst = true;
    const keys = plan.content.map((item, i) => ({ item, key: plan.keys[i] as string }));
    if (plan.attributes.length > 0) keys.push({ item: '', key: '#attributes' });
    for (const { item, key } of keys.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
      if (key === '') throw new NoPlan('text or values between elements');
      this.pending += `${isFirst ? '' : ','}${quoteCanonical(key)}:`;
      isFirst = false;
      if (typeof item === 'object') this.element(item, depth + 1);
      else this.pending += constantAttributes(plan);
    }
    this.pending += '}';
  }

  finish(name: string, more: Partial<TextPlan>): TextPlan {
    return {
      name,
      head: '',
      pieces: this.pieces,
      tail: this.pending,
      used: [...this.#uses.keys()],
      uses: [...this.#uses.values()],
      cost: this.cost,
      embedded: -1,
      fields: [],
      facts: [],
      ...more,
    };
  }
}

/** `{"xmlns":"..."}` */
function constantAttributes(plan: ElementPlan): string {
  const parts = plan.attributes
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, content }) => {
      const slot = slotOf(content);
      if (slot === undefined || slot.index >= 0) throw new NoPlan('attribute beside elements varies');
      return `${quoteCanonical(key)}:${slot.quoted}`;
    });
  return `{${parts.join(',')}}`;
}

/** The element of an event: constant attributes, System, and at most one value with the event's own data. */
function planEvent(root: ElementPlan): TextPlan {
  const compiler = new Compiler();
  let embedded = -1;
  let system: ElementPlan | undefined;
  for (const item of root.content) {
    if (typeof item === 'number' && embedded < 0) embedded = item;
    else if (typeof item === 'object' && item.name === 'System' && system === undefined) system = item;
    else throw new NoPlan('not the usual parts of an event');
  }
  if (system === undefined || !hasChildren(system)) throw new NoPlan('no System');
  compiler.cost += 1;
  const attributes = root.attributes.length === 0 ? '' : `"#attributes":${constantAttributes(root)},`;
  // Canonical order: #attributes, EventData, System, UserData. What varies is put between by the writer.
  compiler.element(system, 2);
  return compiler.finish('Event', { head: `{${attributes}`, embedded, facts: factsOf(system) });
}

function factsOf(system: ElementPlan): (Slot | undefined)[] {
  const children = new Map<string, ElementPlan>();
  for (const [i, item] of system.content.entries()) {
    if (typeof item !== 'object' || hasChildren(item)) throw new NoPlan('System holds more than plain elements');
    children.set(system.keys[i] as string, item);
  }
  return SYSTEM_FACTS.map(([element, attribute]) => {
    const plan = children.get(element);
    if (plan === undefined) return undefined;
    if (attribute === '') return slotOf(plan.content);
    return slotOf(plan.attributes.find(({ key }) => key === attribute)?.content ?? []);
  });
}

function fieldsOf(plan: ElementPlan): Field[] {
  return plan.content.map((item, i) => {
    if (typeof item !== 'object') throw new NoPlan('text between the fields');
    const key = plan.keys[i] as string;
    // What holds elements says nothing to the mapping, but it is there.
    if (hasChildren(item)) return { key, index: -1, fixed: {} };
    if (item.attributes.length > 0) throw new NoPlan('field with attributes');
    const slot = slotOf(item.content);
    const absent = item.role === 'data' ? '' : null;
    return { key, index: slot?.index ?? -1, fixed: slot === undefined || slot.index >= 0 ? absent : slot.literal };
  });
}

function planData(root: ElementPlan): TextPlan {
  const compiler = new Compiler();
  if (root.only >= 0 || root.role !== 'element') throw new NoPlan('no fields');
  if (!hasChildren(root)) {
    if (root.attributes.length > 0 || root.content.length > 0) throw new NoPlan('no fields');
    compiler.element(root, 2);
    return compiler.finish(root.name, {});
  }
  compiler.group(root, 2);
  if (root.name === 'EventData') {
    if (root.attributes.length > 0) throw new NoPlan('data with attributes');
    return compiler.finish(root.name, { fields: fieldsOf(root) });
  }
  const inner = root.content[0];
  if (root.content.length > 1 || typeof inner !== 'object' || !hasChildren(inner)) throw new NoPlan('no inner element');
  return compiler.finish(root.name, { fields: fieldsOf(inner) });
}

/** The plan of a template with these root elements; undefined where it takes an object to work out what it becomes. */
export function planText(roots: readonly ElementPlan[]): TextPlan | undefined {
  const root = roots[0];
  if (root === undefined || roots.length > 1) return undefined;
  try {
    if (root.name === 'Event') return planEvent(root);
    return root.name === 'EventData' || root.name === 'UserData' ? planData(root) : undefined;
  } catch (error) {
    if (error instanceof NoPlan) return undefined;
    throw error;
  }
}
