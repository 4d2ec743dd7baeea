/**
 * Takes parts out of the body of an event: what is shown of a redacted record.
 *
 * Pure; changes the body it is given. O(steps) a pointer.
 * Source: RFC 6901; bundle-format.md §3. Differences: pointers go below `/body`; an element of a list does not go alone, because
 * the next one would stand in its place: the whole list goes, and its pointer is the one that is said.
 * With anything else goes what a removed text could be guessed by: the hash of the raw bytes, and an id made from it.
 * Trust: bodies are evidence; pointers come from the person.
 */
import type { JsonObject, JsonValue } from '../event/audit-event.ts';

export interface Redaction {
  readonly body: JsonObject;
  /** Pointers to what was taken out, sorted; none of them leads to anything in the body. */
  readonly removed: readonly string[];
  /** Which of the pointers that were asked for led to something. */
  readonly applied: readonly string[];
  /** What was taken out because it was asked for, at the outermost place. */
  readonly taken: readonly Taken[];
}

export interface Taken {
  /** As it was asked for. */
  readonly asked: string;
  /** Where the value stood: `asked`, or the list around it. */
  readonly pointer: string;
  readonly value: JsonValue;
}

const RAW_HASH = '/body/origin/rawHash';
const EVENT_ID = '/body/eventId';
/** Digits of the raw bytes' hash that an id made from it begins with. */
const ID_DIGITS = 16;

/** @returns undefined where none of the pointers leads to anything: then nothing is redacted */
export function redactBody(body: JsonObject, pointers: readonly string[]): Redaction | undefined {
  const { eventId, origin } = body;
  const rawHash = isObject(origin) ? origin['rawHash'] : undefined;
  const removed = new Set<string>();
  const taken: Taken[] = [];
  const take = (pointer: string): Place | undefined => {
    const place = removeAt(body, pointer);
    if (place !== undefined) removed.add(place.pointer);
    return place;
  };
  // Looked up before anything goes: a pointer below another one led to something, too.
  const applied = pointers.filter((pointer) => placeOf(body, pointer) !== undefined);
  if (applied.length === 0) return undefined;
  for (const asked of applied) {
    const place = take(asked);
    if (place === undefined) removed.add(asked);
    else taken.push({ asked, pointer: place.pointer, value: place.value });
  }
  take(RAW_HASH);
  const isMade =
    typeof eventId === 'string' && typeof rawHash === 'string' && eventId.startsWith(rawHash.slice(0, ID_DIGITS));
  if (isMade) take(EVENT_ID);
  return { body, removed: [...removed].toSorted(), applied, taken };
}

interface Place {
  readonly parent: JsonObject;
  readonly name: string;
  readonly pointer: string;
  readonly value: JsonValue;
}

/** The member to take out: what the pointer names, or the outermost list on the way to it. */
function placeOf(body: JsonObject, pointer: string): Place | undefined {
  const steps = pointer.split('/').slice(2);
  let parent: JsonObject = body;
  for (const [index, step] of steps.entries()) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!Object.hasOwn(parent, name)) return undefined;
    const value = parent[name] as JsonValue;
    const here = { parent, name, value, pointer: `/body/${steps.slice(0, index + 1).join('/')}` };
    if (index === steps.length - 1) return here;
    if (Array.isArray(value)) return hasElement(value, steps.slice(index + 1)) ? here : undefined;
    if (!isObject(value)) return undefined;
    parent = value;
  }
  return undefined;
}

function hasElement(list: readonly JsonValue[], steps: readonly string[]): boolean {
  let value: JsonValue | undefined = list as JsonValue[];
  for (const step of steps) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = /^(?:0|[1-9]\d*)$/u.test(name) ? value[Number(name)] : undefined;
    else value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    if (value === undefined) return false;
  }
  return true;
}

/** @returns where it stood, and what */
function removeAt(body: JsonObject, pointer: string): Place | undefined {
  const place = placeOf(body, pointer);
  if (place === undefined) return undefined;
  delete (place.parent as Record<string, JsonValue>)[place.name];
  return place;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
