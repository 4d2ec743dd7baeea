/**
 * Plans: what an element of binary XML becomes in JSON, worked out once per template.
 *
 * Pure.
 * Source: the JSON that evtx_dump writes. Attributes go under `#attributes`, text beside attributes or child elements
 * under `#text`; an element with nothing in it is null; inside EventData and UserData `<Data Name="x">` becomes the key
 * x ('' where empty) and Data without a name goes into one list. A name that is taken gets `_1`, `_2` ...
 */

/** Literal text, number of a substitution, or an element. */
export type Content = string | number | ElementPlan;

export interface AttributePlan {
  readonly key: string;
  readonly content: readonly (string | number)[];
}

export interface ElementPlan {
  readonly name: string;
  readonly attributes: readonly AttributePlan[];
  readonly content: readonly Content[];
  /** Number of the substitution that is all there is in the element, attributes included; -1 otherwise. */
  readonly only: number;
  /** Keys of `content`, index by index, in the parent's object; '' for what is no element or has no key of its own. */
  readonly keys: readonly string[];
  /** How the parent treats it. `positional` and `dynamic`: Data whose name is absent, or known only from a value. */
  readonly role: 'element' | 'data' | 'positional' | 'dynamic';
  /** For `dynamic`: the name. */
  readonly dynamicName: AttributePlan | undefined;
}

export interface ElementDraft {
  name: string;
  attributes: { name: string; content: (string | number)[] }[];
  content: Content[];
}

const isContainer = (name: string): boolean => name === 'EventData' || name === 'UserData';

/** Whether a key is one that this form uses itself. */
export const isReserved = (key: string): boolean => key === '#attributes' || key === '#text';

/** The key, or with `_1`, `_2` ... the first that `isTaken` does not know. */
export function freeKey(key: string, isTaken: (key: string) => boolean): string {
  if (!isTaken(key) && !isReserved(key)) return key;
  for (let n = 1; ; n += 1) {
    const next = `${key}_${n}`;
    if (!isTaken(next)) return next;
  }
}

function attributePlans(attributes: ElementDraft['attributes']): AttributePlan[] {
  const taken = new Set<string>();
  return attributes.map(({ name, content }) => {
    const key = freeKey(name, (candidate) => taken.has(candidate));
    taken.add(key);
    return { key, content };
  });
}

/** Joins neighbouring literals; drops white space between elements, which only lays the text out. */
function tidy(content: readonly Content[]): Content[] {
  const hasElements = content.some((item) => typeof item === 'object');
  const out: Content[] = [];
  for (const item of content) {
    if (typeof item === 'string') {
      if (item === '' || (hasElements && /^\s*$/.test(item))) continue;
      const last = out.at(-1);
      if (typeof last === 'string') {
        out[out.length - 1] = last + item;
        continue;
      }
    }
    out.push(item);
  }
  return out;
}

/** The plan of an element, with the keys that its children get. */
export function planElement(draft: ElementDraft): ElementPlan {
  const content = tidy(draft.content);
  const isInContainer = isContainer(draft.name);
  const taken = new Set<string>();
  const keys = content.map((item, index) => {
    if (typeof item !== 'object') return '';
    const child = isInContainer && item.name === 'Data' ? planData(item) : undefined;
    if (child !== undefined) content[index] = child.plan;
    const wanted = child === undefined ? item.name : child.key;
    if (wanted === '') return '';
    const key = freeKey(wanted, (candidate) => taken.has(candidate));
    taken.add(key);
    return key;
  });
  const first = content[0];
  const isOnly = content.length === 1 && draft.attributes.length === 0 && typeof first === 'number';
  return {
    name: draft.name,
    attributes: attributePlans(draft.attributes),
    content,
    only: isOnly ? first : -1,
    keys,
    role: 'element',
    dynamicName: undefined,
  };
}

/** Data of a container: the Name attribute becomes the key. */
function planData(plan: ElementPlan): { plan: ElementPlan; key: string } {
  const index = plan.attributes.findIndex((attribute) => attribute.key === 'Name');
  const name = plan.attributes[index];
  if (name === undefined) return { plan: { ...plan, role: 'positional' }, key: '' };
  const attributes = plan.attributes.filter((_, at) => at !== index);
  const first = plan.content[0];
  const only = plan.content.length === 1 && attributes.length === 0 && typeof first === 'number' ? first : plan.only;
  const isLiteral = name.content.every((item) => typeof item === 'string');
  const key = isLiteral ? name.content.join('') : '';
  if (key !== '') return { plan: { ...plan, attributes, only, role: 'data' }, key };
  if (isLiteral) return { plan: { ...plan, attributes, only, role: 'positional' }, key: '' };
  return { plan: { ...plan, attributes, only, role: 'dynamic', dynamicName: name }, key: '' };
}
