/**
 * Writes the canonical JSON of an event record's own fields by the plan of its templates.
 *
 * About a nanosecond a byte, no allocation; the memory is fixed at the start.
 * Source: decision 0022; the JavaScript path (engines/ingest/parsers/evtx/record-content.ts) is the oracle, byte for byte.
 * Whatever is unusual is declined and goes down that path.
 * Trust: the record is hostile: every offset is checked against its end. Plans and addresses come from the host.
 */
import {
  CHUNK,
  DATA_VALUES,
  END,
  FIELDS,
  KNOWN,
  MAX_KNOWN,
  MAX_VALUES,
  PLAN_AT,
  PLAN_BYTES,
  PLANS,
  RESULT,
  STAMPS,
  MAX_SEEN,
  VALUE_BYTES,
  VALUES,
} from './layout';
import { placeOf } from './seen';
import { begin, hasFailed, position, putByte, putBytes, quoteInPlace } from './text';
import { isAbsent, putValue, TYPE_BINXML } from './value';

const PAGE: usize = 65_536;
const missing = (((END + PAGE - 1) / PAGE) as i32) - memory.size();
if (missing > 0 && memory.grow(missing) < 0) unreachable();

// What `read` answers.
const DECLINED: i32 = 0;
const WRITTEN: i32 = 1;
/** The plan of the template at `wanted` is missing. */
const WANTS_PLAN: i32 = 2;

/** Binary XML tokens; the bit MORE may be set beside each. */
const MORE: u32 = 0x40;
const TOKEN_END: u32 = 0x00;
const TOKEN_TEMPLATE: u32 = 0x0c;
const TOKEN_FRAGMENT: u32 = 0x0f;
const TEMPLATE_HEADER_BYTES: u32 = 24;

// Words of a plan, then of its instructions; engines/ingest/parsers/evtx/plan-code.ts writes them.
const PLAN_KIND: usize = 0;
const PLAN_COST: usize = 4;
const PLAN_EMBEDDED: usize = 8;
const PLAN_USED: usize = 12;
const PLAN_CODE: usize = 16;
const PLAN_HEAD: usize = 20;
const PLAN_HEAD_LENGTH: usize = 24;
const PLAN_USES: usize = 28;
const KIND_EVENT: u32 = 0;
const KIND_EVENT_DATA: u32 = 1;
const CODE_END: u32 = 0;
const CODE_TEXT: u32 = 1;
const CODE_VALUE: u32 = 2;
const NO_INDEX: u32 = 0xffff_ffff;
const NO_PLAN: u32 = 1;

/** Constant text, in the data of this module: overruns of 16 bytes stay inside memory. */
const EVENT_DATA = '"EventData":';
const SYSTEM = '"System":';
const USER_DATA = '"UserData":';

let chunkLength: u32 = 0;
let wanted: u32 = 0;
/** Templates of the chunk that were asked for; more than MAX_KNOWN: too many to remember. */
let knownCount: u32 = 0;
// What `open` found.
let plan: usize = 0;
let count: u32 = 0;

export function chunkAt(): usize {
  return CHUNK;
}
export function plansAt(): usize {
  return PLANS;
}
export function planBytes(): usize {
  return PLAN_BYTES;
}
/** Where the event's values are described (offset, size, type: three words each), and behind them its data's. */
export function valuesAt(): usize {
  return VALUES;
}
export function maxValues(): u32 {
  return MAX_VALUES;
}
/** Three words: end of the fields, plan of the event, plan of its data or 0. */
export function resultAt(): usize {
  return RESULT;
}
export function fieldsAt(): usize {
  return FIELDS;
}
/** Offset in the chunk of the template whose plan is missing. */
export function wantedAt(): u32 {
  return wanted;
}

/** A chunk of so many bytes lies at `chunkAt`; no plans are known for it. */
export function enterChunk(length: u32): void {
  chunkLength = length;
  if (knownCount > MAX_KNOWN) memory.fill(PLAN_AT, 0, PAGE * 4);
  else for (let n: u32 = 0; n < knownCount; n += 1) store<u32>(PLAN_AT + load<u32>(KNOWN + n * 4) * 4, 0);
  knownCount = 0;
  memory.fill(CHUNK + length, 0, PAGE - length);
}

/** The plan of the template at `offset`; 0 where it has none. */
export function setPlan(offset: u32, address: u32): void {
  if (offset >= (PAGE as u32)) return;
  store<u32>(PLAN_AT + offset * 4, address === 0 ? NO_PLAN : address);
  if (knownCount < MAX_KNOWN) store<u32>(KNOWN + knownCount * 4, offset);
  if (knownCount <= MAX_KNOWN) knownCount += 1;
}

/** Reads the record whose binary XML is [from, end) of the chunk. @param budget what it may cost at most */
export function read(from: u32, end: u32, budget: u32): i32 {
  if (from > end || end > chunkLength) return DECLINED;
  const opened = open(from, end, VALUES);
  if (opened !== WRITTEN) return opened;
  const event = plan;
  if (load<u32>(event + PLAN_KIND) !== KIND_EVENT) return DECLINED;
  let cost: u64 = 1 + (count >> 1);
  cost += costOf(event, VALUES);
  const embedded = load<u32>(event + PLAN_EMBEDDED);
  let data: usize = 0;
  if (embedded < count) {
    const value = VALUES + embedded * VALUE_BYTES;
    const type = load<u32>(value + 8);
    const size = load<u32>(value + 4);
    if (size > 0) {
      if (type !== TYPE_BINXML) return DECLINED;
      const start = load<u32>(value);
      const openedData = open(start, start + size, DATA_VALUES);
      if (openedData !== WRITTEN) return openedData;
      data = plan;
      if (load<u32>(data + PLAN_KIND) === KIND_EVENT) return DECLINED;
      cost += 2 + (count >> 1);
      cost += costOf(data, DATA_VALUES);
    } else if (type !== TYPE_BINXML) cost += 1;
  }
  if (cost > budget) return DECLINED;
  begin();
  putBytes(event + load<u32>(event + PLAN_HEAD), load<u32>(event + PLAN_HEAD_LENGTH));
  const isEventData = data !== 0 && load<u32>(data + PLAN_KIND) === KIND_EVENT_DATA;
  if (isEventData) {
    putConstant(EVENT_DATA);
    run(data, DATA_VALUES);
    putByte(0x2c);
  }
  putConstant(SYSTEM);
  run(event, VALUES);
  if (data !== 0 && !isEventData) {
    putByte(0x2c);
    putConstant(USER_DATA);
    run(data, DATA_VALUES);
  }
  putByte(0x7d);
  if (hasFailed()) return DECLINED;
  store<u32>(RESULT, position() as u32);
  store<u32>(RESULT + 4, event as u32);
  store<u32>(RESULT + 8, data as u32);
  store<u32>(RESULT + 12, cost as u32);
  return WRITTEN;
}

function putConstant(text: string): void {
  for (let i = 0; i < text.length; i += 1) putByte(text.charCodeAt(i));
}

/** Moves the `count` bytes at `from` to where they end in front of the fields. */
export function putBefore(from: u32, count: u32): void {
  memory.copy(FIELDS - count, from, count);
}

/** Quotes the UTF-8 text of `size` bytes behind `at` + 1, in place. @returns the end of it */
export function quote(at: u32, size: u32): u32 {
  return quoteInPlace(at, size) as u32;
}

/** Stamps of the values seen, one word each. */
export function stampsAt(): usize {
  return STAMPS;
}
export function maxSeen(): u32 {
  return MAX_SEEN;
}

/** Where the value [at, at + size) of the chunk is kept; -1 where it is not. */
export function seenAt(type: u32, at: u32, size: u32): i32 {
  if (size > chunkLength || at > chunkLength - size) return -1;
  return placeOf(type, at, size) as i32;
}

const word = (at: u32): u32 => load<u32>(CHUNK + at);
const token = (at: u32): u32 => (load<u8>(CHUNK + at) as u32) & ~MORE;

/** Finds the one template instance in [from, end) and describes its values. */
function open(from: u32, end: u32, values: usize): i32 {
  let at = from;
  while (at < end && token(at) === TOKEN_FRAGMENT) at += 4;
  if (at + 10 > end || token(at) !== TOKEN_TEMPLATE) return DECLINED;
  const definition = word(at + 6);
  if (definition >= chunkLength || definition + TEMPLATE_HEADER_BYTES > chunkLength) return DECLINED;
  const address = load<u32>(PLAN_AT + definition * 4);
  if (address === 0) {
    wanted = definition;
    return WANTS_PLAN;
  }
  if (address === NO_PLAN || word(at + 2) !== word(definition + 4)) return DECLINED;
  let valuesFrom = at + 10;
  if (definition === valuesFrom) {
    const size = word(definition + 20);
    if (size > chunkLength) return DECLINED;
    valuesFrom += TEMPLATE_HEADER_BYTES + size;
  }
  if (valuesFrom + 4 > end) return DECLINED;
  count = word(valuesFrom);
  if (count > MAX_VALUES) return DECLINED;
  const descriptors = valuesFrom + 4;
  let data = descriptors + count * 4;
  if (data > end) return DECLINED;
  for (let i: u32 = 0; i < count; i += 1) {
    const descriptor = CHUNK + descriptors + i * 4;
    const value = values + i * VALUE_BYTES;
    const size: u32 = load<u16>(descriptor);
    store<u32>(value, data);
    store<u32>(value + 4, size);
    store<u32>(value + 8, load<u8>(descriptor + 2));
    data += size;
  }
  if (data > end || (data < end && token(data) !== TOKEN_END)) return DECLINED;
  // What a plan uses and the record does not have is no value.
  plan = address;
  const used = load<u32>(plan + PLAN_USED);
  for (let n: u32 = 0; n < used; n += 1) {
    const index = load<u32>(plan + PLAN_USES + n * 8);
    if (index < count) continue;
    const value = values + index * VALUE_BYTES;
    store<u32>(value, 0);
    store<u32>(value + 4, 0);
    store<u32>(value + 8, TYPE_BINXML);
  }
  return WRITTEN;
}

/** What the values cost; more than any budget where one holds binary XML. */
function costOf(owner: usize, values: usize): u64 {
  let cost: u64 = load<u32>(owner + PLAN_COST);
  const used = load<u32>(owner + PLAN_USED);
  for (let n: u32 = 0; n < used; n += 1) {
    const use = owner + PLAN_USES + n * 8;
    const value = values + load<u32>(use) * VALUE_BYTES;
    const size = load<u32>(value + 4);
    if (load<u32>(value + 8) !== TYPE_BINXML) cost += (load<u32>(use + 4) as u64) * (1 + (size >> 3));
    else if (size > 0) return 0xffff_ffff;
  }
  return cost;
}

/** Runs the instructions of a plan. */
function run(owner: usize, values: usize): void {
  let at = owner + load<u32>(owner + PLAN_CODE);
  for (;;) {
    const code = load<u32>(at);
    if (code === CODE_END || hasFailed()) return;
    if (code === CODE_TEXT) {
      putBytes(owner + load<u32>(at + 4), load<u32>(at + 8));
      at += 12;
    } else if (code === CODE_VALUE) {
      if (!putOne(values, load<u32>(at + 4))) putBytes(owner + load<u32>(at + 8), load<u32>(at + 12));
      at += 16;
    } else at = putElement(owner, values, at);
  }
}

/** @returns whether there is a value */
function putOne(values: usize, index: u32): bool {
  const value = values + index * VALUE_BYTES;
  const at = CHUNK + load<u32>(value);
  const size = load<u32>(value + 4);
  const type = load<u32>(value + 8);
  if (isAbsent(type, at, size)) return false;
  putValue(type, at, size);
  return true;
}

function isThere(values: usize, index: u32): bool {
  const value = values + index * VALUE_BYTES;
  return !isAbsent(load<u32>(value + 8), CHUNK + load<u32>(value), load<u32>(value + 4));
}

/** An element with attributes: absent text, its own text, the attributes. @returns where the next instruction is */
function putElement(owner: usize, values: usize, at: usize): usize {
  const textIndex = load<u32>(at + 12);
  const textLength = load<u32>(at + 20);
  const attributes = load<u32>(at + 24);
  let attribute = at + 28;
  let isOpen = false;
  for (let n: u32 = 0; n < attributes; n += 1, attribute += 20) {
    const index = load<u32>(attribute + 8);
    if (index !== NO_INDEX && !isThere(values, index)) continue;
    if (isOpen) putByte(0x2c);
    else putConstant('{"#attributes":{');
    isOpen = true;
    putBytes(owner + load<u32>(attribute), load<u32>(attribute + 4));
    if (index === NO_INDEX) putBytes(owner + load<u32>(attribute + 12), load<u32>(attribute + 16));
    else putOne(values, index);
  }
  const hasText = textIndex === NO_INDEX ? textLength > 0 : isThere(values, textIndex);
  if (isOpen) putConstant(hasText ? '},"#text":' : '}}');
  if (hasText) {
    if (textIndex === NO_INDEX) putBytes(owner + load<u32>(at + 16), textLength);
    else putOne(values, textIndex);
    if (isOpen) putByte(0x7d);
  } else if (!isOpen) putBytes(owner + load<u32>(at + 4), load<u32>(at + 8));
  return attribute;
}
