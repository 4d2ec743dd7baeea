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
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

export const isTime = (text: string): boolean => RFC3339.test(text) && !Number.isNaN(Date.parse(text));

/** The act as plain JSON: what is written in canonical form and signed. */
export const payloadOf = (act: CustodyAct): JsonObject => ({ ...act }) as unknown as JsonObject;

export function parseCustodyAct(value: JsonValue): CustodyAct | undefined {
  if (!isObject(value)) return undefined;
  const { act, at, log, operatorId, items, from, to } = value;
  const isNamed = typeof log === 'string' && typeof operatorId === 'string' && typeof at === 'string' && isTime(at);
  const isAct = CUSTODY_ACTS.some((name) => name === act);
  const hasItems = Array.isArray(items) && items.length > 0 && items.every(isItem);
  if (!isNamed || !isAct || !hasItems || !isParty(from) || !isParty(to)) return undefined;
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

const isItem = (value: JsonValue): boolean =>
  isObject(value) &&
  typeof value['sha256'] === 'string' &&
  SHA256.test(value['sha256']) &&
  (value['name'] === undefined || typeof value['name'] === 'string');

const isParty = (value: JsonValue | undefined): boolean =>
  value === undefined ||
  (isObject(value) &&
    (typeof value['operatorId'] === 'string' || (typeof value['outside'] === 'string' && value['outside'] !== '')));

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
