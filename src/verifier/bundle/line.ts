/**
 * One line of records.ndjson: a record, or what stands in the place of records that were withheld.
 *
 * Pure. Source: evidence-format.md §1 (records), bundle-format.md §3 (withheld and redacted).
 * Trust: hostile. The members of each form are exact: no line can be read as two forms.
 */
import { bytesOfHex } from '../base/bytes.ts';
import { readCanonical } from '../base/canonical-line.ts';
import { demand } from '../base/refused.ts';
import { isList, isObject, type Json, type JsonObject } from '../base/strict-json.ts';

export interface RecordLine {
  readonly form: 'record';
  readonly seq: number;
  readonly kind: string;
  readonly log: string;
  readonly at: string;
  readonly body: JsonObject;
}
/** `count` records whose subtree has this hash; a single one is given by its digest. */
export type WithheldLine =
  | { readonly form: 'withheld'; readonly seq: number; readonly digest: Uint8Array; readonly redacted?: JsonObject }
  | { readonly form: 'subtree'; readonly seq: number; readonly count: number; readonly hash: Uint8Array };
export type Line = RecordLine | WithheldLine;

const KINDS: ReadonlySet<string> = new Set(
  `genesis operator unlock unlock-failed lock epoch epoch-restart setting clock software source source-report segment seal
  custody annotation export search verify hold anchor rekey event rejection`.split(/\s+/u),
);
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/u;
const AT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/u;
const RECORD_MEMBERS = 'at,body,kind,log,salt,seq,v';

/** @throws Refused with the reason */
export function parseLine(text: string): Line {
  const value = readCanonical(text);
  demand(isObject(value), 'not a record');
  // In the order of the text, which is sorted: the line is canonical.
  const members = Object.keys(value).join(',');
  if (members === RECORD_MEMBERS) return recordOf(value);
  const { seq } = value;
  demand(isPlace(seq), 'neither a record nor in the place of one');
  if (members === 'digest,seq') return { form: 'withheld', seq, digest: hashOf(value['digest']) };
  if (members === 'digest,redacted,seq') {
    const { redacted } = value;
    demand(isObject(redacted) && isRedaction(redacted), 'a redacted record that does not say what was removed');
    return { form: 'withheld', seq, digest: hashOf(value['digest']), redacted };
  }
  const { count } = value;
  demand(members === 'count,hash,seq' && isPlace(count), 'neither a record nor in the place of one');
  demand(count >= 2 && Number.isInteger(Math.log2(count)) && seq % count === 0, 'a stretch that can not be a subtree');
  return { form: 'subtree', seq, count, hash: hashOf(value['hash']) };
}

function recordOf(value: JsonObject): RecordLine {
  const { v, seq, kind, log, at, salt, body } = value;
  demand(v === 1, 'a record of an unknown version');
  demand(isPlace(seq) && typeof log === 'string' && isObject(body), 'a record with a wrong member');
  demand(typeof kind === 'string' && KINDS.has(kind), 'a record of an unknown kind');
  demand(typeof at === 'string' && AT.test(at), 'a record with a time that is none');
  demand(typeof salt === 'string' && SALT.test(salt), 'a record without its salt');
  return { form: 'record', seq, kind, log, at, body };
}

const isPlace = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function hashOf(value: Json | undefined): Uint8Array {
  demand(typeof value === 'string' && value.length === 64, 'a hash that is none');
  return bytesOfHex(value);
}

/** {kind, body, removed: JSON pointers}: what is shown rests on the word of whoever signed the list. */
const isRedaction = ({ kind, body, removed, ...more }: JsonObject): boolean =>
  typeof kind === 'string' &&
  KINDS.has(kind) &&
  isObject(body) &&
  isList(removed) &&
  removed.length > 0 &&
  removed.every((pointer) => typeof pointer === 'string' && pointer.startsWith('/body/') && !hasPath(body, pointer)) &&
  Object.keys(more).length === 0;

/** RFC 6901, below `/body`. */
function hasPath(body: JsonObject, pointer: string): boolean {
  let value: Json | undefined = body;
  for (const step of pointer.split('/').slice(2)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isList(value)) value = value[Number(name)];
    else if (isObject(value) && Object.hasOwn(value, name)) value = value[name];
    else return false;
  }
  return value !== undefined;
}
