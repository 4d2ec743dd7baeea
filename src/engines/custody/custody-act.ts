/**
 * A custody act: what somebody did with items of evidence, as it is signed.
 *
 * Pure. Source: bundle-format.md §8.
 * Trust: an act is read from a payload that anybody may have made; a bad one gives `undefined`.
 */
import { CUSTODY_ACTS, type CustodyActName } from '../../shared/custody-words.ts';
import type { JsonObject, JsonValue } from '../event/audit-event.ts';

/** Somebody of this case, or outside of it. */
export type Party = { readonly operatorId: string } | { readonly outside: string };

export interface CustodyItem {
  readonly name?: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface CustodyAct {
  readonly act: CustodyActName;
  /** RFC 3339: when it happened. */
  readonly at: string;
  /** Origin of the case log. */
  readonly log: string;
  readonly operatorId: string;
  readonly items: readonly CustodyItem[];
  readonly from?: Party;
  readonly to?: Party;
  readonly place?: string;
  readonly purpose?: string;
  readonly reason?: string;
  readonly tool?: { readonly name: string; readonly version: string; readonly sha256?: string };
}

const SHA256 = /^[0-9a-f]{64}$/;
/** Longer forms than RFC 3339 would be read by some and not by others. */
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Asked of the digits: engines of JavaScript differ in what they make of 30 February. */
export function isTime(text: string): boolean {
  const digits = RFC3339.exec(text)
    ?.slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  if (digits === undefined) return false;
  const [year = 0, month = 0, day = 0, hour = 24, minute = 60, second = 60, zoneHour = 24, zoneMinute = 60] = digits;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0);
  const isClock = hour <= 23 && minute <= 59 && second <= 59 && zoneHour <= 23 && zoneMinute <= 59;
  return day >= 1 && day <= days && isClock;
}

/** The act as plain JSON: what is written in canonical form and signed. */
export const payloadOf = (act: CustodyAct): JsonObject => ({ ...act }) as unknown as JsonObject;

export function parseCustodyAct(value: JsonValue): CustodyAct | undefined {
  if (!isObject(value)) return undefined;
  const { act, at, log, operatorId, items, from, to, place, purpose, reason, tool } = value;
  const isNamed = typeof log === 'string' && isName(operatorId) && typeof at === 'string' && isTime(at);
  const isAct = CUSTODY_ACTS.some((name) => name === act);
  const isSaid = [place, purpose, reason].every(isOptionalText) && isTool(tool);
  if (!isNamed || !isAct || !isSaid || !isItems(items) || !isParty(from) || !isParty(to)) return undefined;
  return value as unknown as CustodyAct;
}

/** One text for one party, whoever it is. */
export const nameOf = (party: Party): string =>
  'operatorId' in party ? `operator ${party.operatorId}` : `outside ${party.outside}`;

/** In these an item leaves the hands of whom `from` names. */
const GIVEN_FROM: ReadonlySet<string> = new Set(['transfer', 'receive', 'release', 'dispose']);

/** Who must have signed: whoever acted, whoever gives the item away, and of a transfer the receiver; as far as they are operators. */
export function wantedSigners({ act, operatorId, from, to }: CustodyAct): string[] {
  const parties = [...(GIVEN_FROM.has(act) ? [from] : []), ...(act === 'transfer' ? [to] : [])];
  const others = parties.flatMap((party) => (party !== undefined && 'operatorId' in party ? [party.operatorId] : []));
  return [...new Set([operatorId, ...others])];
}

const isName = (value: JsonValue | undefined): boolean => typeof value === 'string' && value !== '';
const isOptionalText = (value: JsonValue | undefined): boolean => value === undefined || typeof value === 'string';
const isSha256 = (value: JsonValue | undefined): boolean => typeof value === 'string' && SHA256.test(value);

/** Each once: who holds an item twice after one act is nobody's to say. */
const isItems = (items: JsonValue | undefined): boolean =>
  Array.isArray(items) &&
  items.length > 0 &&
  items.every(isItem) &&
  new Set(items.map((item) => (item as JsonObject)['sha256'])).size === items.length;

const isItem = (value: JsonValue): boolean =>
  isObject(value) && isSha256(value['sha256']) && isOptionalText(value['name']);

/** Of this case or from outside, and not both. */
const isParty = (value: JsonValue | undefined): boolean =>
  value === undefined ||
  (isObject(value) && Object.keys(value).length === 1 && (isName(value['operatorId']) || isName(value['outside'])));

const isTool = (value: JsonValue | undefined): boolean =>
  value === undefined ||
  (isObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['version'] === 'string' &&
    (value['sha256'] === undefined || isSha256(value['sha256'])));

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
