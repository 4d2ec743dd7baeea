/**
 * An XML element as a JSON object, in the shape that evtx_dump gives Windows events.
 *
 * Pure, linear. Attributes go under `#attributes`, text beside attributes or elements under `#text`; an element with
 * nothing in it is null; inside EventData and UserData `<Data Name="x">` becomes the key x, and Data without a name goes
 * into one list. A name that is taken gets `_1`, `_2` ... All values are text.
 * Source: XML 1.0 §2.3-2.7, §3.1, §4.6. Differences: no document types, no entities but the five and numbers.
 * Trust: the text is the log's; nesting is bounded, nothing is fetched or expanded.
 */
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { addField } from '../lines/key-values.ts';

const MAX_DEPTH = 32;
const NAME = /[^\s/>=<"']+/y;
const ATTRIBUTE = /\s+([^\s/>=<"']+)\s*=\s*(?:"([^<"]*)"|'([^<']*)')/y;
const ENTITY = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface Element {
  name: string;
  attributes: JsonObject;
  text: string;
  children: Element[];
}

/** The root element under its own name's value; undefined where the text is not one well-formed element. */
export function readXmlElement(text: string, rootName: string): JsonObject | undefined {
  const root = parseElement(text);
  if (root === undefined || root.name !== rootName) return undefined;
  const value = valueOf(root);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function unescape(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** Reads from the first tag to the end of its element. */
function parseElement(text: string): Element | undefined {
  const open: Element[] = [];
  let at = text.indexOf('<');
  while (at >= 0) {
    const top = open.at(-1);
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4);
      if (end < 0) return undefined;
      at = end + 3;
    } else if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at + 9);
      if (end < 0 || top === undefined) return undefined;
      top.text += text.slice(at + 9, end);
      at = end + 3;
    } else if (text.startsWith('<?', at)) {
      const end = text.indexOf('?>', at + 2);
      if (end < 0) return undefined;
      at = end + 2;
    } else if (text.startsWith('</', at)) {
      const end = text.indexOf('>', at + 2);
      const closed = open.pop();
      if (closed === undefined || text.slice(at + 2, end).trimEnd() !== closed.name) return undefined;
      if (open.length === 0) return closed;
      at = end + 1;
    } else {
      const tag = parseTag(text, at);
      if (tag === undefined || open.length >= MAX_DEPTH) return undefined;
      top?.children.push(tag.element);
      if (!tag.isEmpty) open.push(tag.element);
      else if (top === undefined) return tag.element;
      at = tag.end;
    }
    const next = text.indexOf('<', at);
    const above = open.at(-1);
    if (above !== undefined && next > at) above.text += unescape(text.slice(at, next));
    at = next;
  }
  return undefined;
}

function parseTag(text: string, at: number): { element: Element; isEmpty: boolean; end: number } | undefined {
  NAME.lastIndex = at + 1;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return undefined;
  let end = at + 1 + name.length;
  const attributes: JsonObject = {};
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const match = ATTRIBUTE.exec(text);
    if (match === null) break;
    addField(attributes, match[1] as string, unescape(match[2] ?? match[3] ?? ''));
    end = ATTRIBUTE.lastIndex;
  }
  while (/\s/.test(text[end] ?? '')) end += 1;
  const isEmpty = text[end] === '/';
  if (isEmpty) end += 1;
  if (text[end] !== '>') return undefined;
  return { element: { name, attributes, text: '', children: [] }, isEmpty, end: end + 1 };
}

function valueOf({ name, attributes, text, children }: Element): JsonValue {
  const hasAttributes = Object.keys(attributes).length > 0;
  if (children.length === 0 && !hasAttributes) return text === '' ? null : text;
  const object: JsonObject = {};
  if (hasAttributes) object['#attributes'] = attributes;
  // White space between elements only lays the text out.
  if (text !== '' && (children.length === 0 || text.trim() !== '')) object['#text'] = text;
  const isContainer = name === 'EventData' || name === 'UserData';
  const listed: JsonValue[] = [];
  for (const child of children) {
    if (!isContainer || child.name !== 'Data') setFree(object, child.name, valueOf(child));
    else {
      const key = child.attributes['Name'];
      if (typeof key === 'string' && key !== '') setFree(object, key, child.text);
      else listed.push(child.text);
    }
  }
  if (listed.length > 0) setFree(object, 'Data', { '#text': listed.length === 1 ? (listed[0] as string) : listed });
  return object;
}

function setFree(object: JsonObject, wanted: string, value: JsonValue): void {
  let key = wanted;
  for (let n = 1; Object.hasOwn(object, key) || key === '#attributes' || key === '#text'; n += 1)
    key = `${wanted}_${n}`;
  addField(object, key, value);
}
