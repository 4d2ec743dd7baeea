/**
 * Check 11: who held each item, without a gap, signed by the people themselves.
 *
 * Source: bundle-format.md §8: a custody record holds a DSSE envelope; whoever gives an item away signs, and the
 * receiver of a transfer; acts that the case's policy names need two people, counted from the signatures and not from a flag.
 * Trust: a record says nothing that its envelope does not say under a good signature.
 */
import { textOf } from '../base/bytes.ts';
import { readCanonical } from '../base/canonical-line.ts';
import { count, quoted } from '../base/plain-text.ts';
import { demand, Refused } from '../base/refused.ts';
import { isList, isObject, type Json, type JsonObject } from '../base/strict-json.ts';
import { ed25519Signer, envelopeOf, signersOf } from '../sign/dsse.ts';
import type { Findings } from './findings.ts';
import type { KeyHistory } from './key-history.ts';
import type { RecordLine } from './line.ts';
import { spell } from './time-line.ts';

export const CUSTODY_TYPE = 'application/vnd.audittrailpro.custody+json';
const ACTS: ReadonlySet<string> = new Set(
  'acquire receive transfer open copy verify export print hold unhold release dispose'.split(' '),
);
/** These change who holds an item. */
const MOVES: ReadonlySet<string> = new Set(['acquire', 'receive', 'transfer', 'release', 'dispose']);

/** In these an item leaves the hands of whom `from` names. */
const GIVEN_FROM: ReadonlySet<string> = new Set(['transfer', 'receive', 'release', 'dispose']);
/** Not while an item is on hold. */
const NOT_ON_HOLD: ReadonlySet<string> = new Set(['release', 'dispose']);

interface Act {
  readonly act: string;
  readonly at: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly items: readonly string[];
  readonly operatorId: string;
}
interface Holding {
  /** `undefined`: handed out, to whom `from` says. */
  holder: string | undefined;
  since: string;
  isDisposed: boolean;
}

export async function checkCustody(
  records: readonly RecordLine[],
  keys: KeyHistory,
  findings: Findings,
): Promise<number> {
  const holdings = new Map<string, Holding>();
  const onHold = new Set<string>();
  let signedActs = 0;
  for (const record of records) {
    // A refused try of an operator: nobody's act, and no item moved.
    if (record.kind !== 'custody' || record.body['act'] === 'denied') continue;
    signedActs += 1;
    try {
      const { act, signers } = await readAct(record, keys);
      checkSigners(act, signers, record.seq, keys, findings);
      checkHold(act, record.seq, onHold, findings);
      if (MOVES.has(act.act)) for (const item of act.items) move(act, item, record.seq, holdings, findings);
      else for (const item of act.items) checkHeld(act, item, record.seq, holdings, findings);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      findings.fail('custody-malformed', `The custody record ${count(record.seq)} does not hold: ${error.message}.`, {
        record: record.seq,
      });
    }
  }
  if (signedActs === 0) findings.warn(11, 'The log holds no signed record of who held the evidence.');
  return signedActs;
}

async function readAct({ body, seq }: RecordLine, keys: KeyHistory): Promise<{ act: Act; signers: string[] }> {
  const envelope = envelopeOf(body['envelope']);
  const operators = keys.operatorsAt(seq);
  const signed = await signersOf(
    envelope,
    CUSTODY_TYPE,
    operators.map(({ operatorId, key }) => ed25519Signer(operatorId, key.key)),
  );
  demand(signed.length === envelope.signatures.length, 'a signature is of nobody known, or does not fit');
  const value = readCanonical(textOf(envelope.payload));
  demand(isObject(value) && value['log'] === keys.origin, 'it speaks of another case');
  const act = actOf(value);
  demand(
    body['act'] === act.act && body['operatorId'] === act.operatorId,
    'the record says something else than what was signed',
  );
  return { act, signers: signed.map(({ id }) => id) };
}

function actOf(value: JsonObject): Act {
  const { act, at, from, to, items, operatorId } = value;
  demand(typeof act === 'string' && ACTS.has(act), 'an act that is not known');
  demand(typeof at === 'string' && isTime(at), 'a time that is none');
  demand(typeof operatorId === 'string' && operatorId !== '', 'words are missing');
  demand(isList(items) && items.length > 0, 'it names no item');
  const hashes = items.map(itemOf);
  demand(new Set(hashes).size === hashes.length, 'it names an item twice');
  for (const name of ['place', 'purpose', 'reason']) demandText(value[name]);
  demandTool(value['tool']);
  return { act, at, operatorId, from: partyOf(from), to: partyOf(to), items: hashes };
}

const TIME = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/u;

/** RFC 3339. A day that its month does not have comes back from the calendar as another one, or not at all. */
function isTime(text: string): boolean {
  const day = TIME.exec(text)?.[1];
  if (day === undefined) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** {operatorId} of this case, or {outside: name}. */
function partyOf(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  demand(isObject(value) && Object.keys(value).length === 1, 'somebody who is nobody');
  const { operatorId, outside } = value;
  if (typeof operatorId === 'string' && operatorId !== '') return `operator ${operatorId}`;
  demand(typeof outside === 'string' && outside !== '', 'somebody who is nobody');
  return `outside ${outside}`;
}

function itemOf(value: Json): string {
  demand(
    isObject(value) && typeof value['sha256'] === 'string' && SHA256.test(value['sha256']),
    'an item without its hash',
  );
  demandText(value['name']);
  return value['sha256'];
}

const SHA256 = /^[0-9a-f]{64}$/u;

function demandText(value: Json | undefined): void {
  demand(value === undefined || typeof value === 'string', 'words that are no text');
}

function demandTool(value: Json | undefined): void {
  if (value === undefined) return;
  demand(
    isObject(value) && typeof value['name'] === 'string' && typeof value['version'] === 'string',
    'a tool without name and version',
  );
  const { sha256 } = value;
  demand(sha256 === undefined || (typeof sha256 === 'string' && SHA256.test(sha256)), 'a tool with a wrong hash');
}

function checkSigners(
  { act, from, to, operatorId }: Act,
  signers: readonly string[],
  seq: number,
  keys: KeyHistory,
  findings: Findings,
): void {
  const wanted = new Set([operatorId]);
  const parties = [...(GIVEN_FROM.has(act) ? [from] : []), ...(act === 'transfer' ? [to] : [])];
  for (const party of parties) if (party?.startsWith('operator ') === true) wanted.add(party.slice('operator '.length));
  const missing = [...wanted].filter((id) => !signers.includes(id));
  if (missing.length > 0) {
    findings.fail(
      'custody-unsigned',
      `The ${act} at record ${count(seq)} is not signed by ${missing.map(quoted).join(' and ')}.`,
      { record: seq },
    );
  }
  if (keys.twoPersonActs.has(act) && signers.length < 2) {
    findings.fail(
      'custody-unsigned',
      `The ${act} at record ${count(seq)} needs two people, and only one of them signed.`,
      { record: seq },
    );
  }
}

/** A hold outlives a change of hands; it ends with `unhold` alone. */
function checkHold({ act, items }: Act, seq: number, onHold: Set<string>, findings: Findings): void {
  for (const item of items) {
    if (act === 'hold') onHold.add(item);
    if (act === 'unhold') onHold.delete(item);
    if (!NOT_ON_HOLD.has(act) || !onHold.has(item)) continue;
    findings.fail('custody-gap', `An item that is on hold was given up (${act}) at record ${count(seq)}.`, {
      record: seq,
    });
  }
}

function checkHeld(
  { act }: Act,
  item: string,
  seq: number,
  holdings: ReadonlyMap<string, Holding>,
  findings: Findings,
): void {
  const holding = holdings.get(item);
  if (holding === undefined)
    findings.fail(
      'custody-gap',
      `An item was handled (${act}) at record ${count(seq)}, and nobody is on record as having received it.`,
      { record: seq },
    );
  else if (holding.isDisposed)
    findings.fail(
      'custody-gap',
      `An item was handled (${act}) at record ${count(seq)} after it had been disposed of.`,
      { record: seq },
    );
}

function move(
  { act, at, from, to, operatorId }: Act,
  item: string,
  seq: number,
  holdings: Map<string, Holding>,
  findings: Findings,
): void {
  const before = holdings.get(item);
  const gap = (text: string): void => findings.fail('custody-gap', text, { record: seq });
  const actor = `operator ${operatorId}`;
  if (before?.isDisposed === true)
    gap(`An item was moved (${act}) at record ${count(seq)} after it had been disposed of.`);
  if (act === 'acquire') {
    if (before !== undefined) gap(`An item was acquired a second time at record ${count(seq)}.`);
    holdings.set(item, { holder: to ?? actor, since: at, isDisposed: false });
    return;
  }
  if (act === 'receive') {
    // Handed out and taken back in two records: nobody signed for the time between.
    if (before !== undefined && before.holder !== from) {
      gap(
        `Between ${before.since} and ${at} nobody is on record as holding an item that was received at record ${count(seq)}${since(before.since, at)}.`,
      );
    }
    holdings.set(item, { holder: to ?? actor, since: at, isDisposed: false });
    return;
  }
  const giver = from ?? actor;
  if (before === undefined)
    gap(`An item was given away (${act}) at record ${count(seq)}, and nobody is on record as having received it.`);
  else if (before.holder !== giver) {
    gap(
      `At record ${count(seq)} an item was given away by ${quoted(giver)}, and ${quoted(before.holder ?? 'nobody')} is on record as holding it since ${quoted(before.since)}.`,
    );
  }
  if (act !== 'dispose' && to === undefined) gap(`At record ${count(seq)} an item was given to nobody.`);
  holdings.set(item, { holder: act === 'dispose' ? undefined : to, since: at, isDisposed: act === 'dispose' });
}

function since(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? '' : `, ${spell(ms)}`;
}
