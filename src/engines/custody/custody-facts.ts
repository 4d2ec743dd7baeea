/**
 * What the case log says of people, items, acts, exports and checks: the facts that forms, certificates and graphs are made from.
 *
 * Pure; one pass over the records. Nothing is added that no record says; what does not hold is kept with the reason.
 * Source: evidence-format.md §6, bundle-format.md §8.
 * Trust: records hold what people typed and evidence gave; an act counts as far as its envelope is signed.
 */
import { visibleLine } from '../../shared/visible-text.ts';
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import type { TextCodec } from '../kernel/ports.ts';
import type { CustodyAct } from './custody-act.ts';
import { CustodyLedger, type TakenAct } from './custody-ledger.ts';
import type { EnvelopeSigner } from './envelope.ts';
import { type Holding, ItemBook, type ItemFacts, type SourceFacts } from './item-book.ts';

export type { Holding, ItemFacts, SourceFacts };

/** A record of the case log, checked against its leaf. */
export interface LedgerRecord {
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly body: JsonObject;
  /** SHA-256 of its line, 64 hex digits. */
  readonly digest: string;
}

/** The kinds these facts are read from. */
export const LEDGER_KINDS: ReadonlySet<string> = new Set(
  'genesis operator epoch-restart source source-report custody export verify anchor'.split(' '),
);

export interface Person {
  readonly operatorId: string;
  readonly name: string;
  readonly role: string;
  readonly vkey: string;
  /** The record that gave the key, and when. */
  readonly since: number;
  readonly sinceAt: string;
}

export interface ActFacts {
  readonly record: LedgerRecord;
  /** Absent where the record does not hold. */
  readonly act?: CustodyAct;
  readonly signedBy: readonly string[];
  /** What is wrong with it, in sentences. */
  readonly problems: readonly string[];
}

export interface CaseFacts {
  readonly caseId: string;
  readonly origin: string;
  readonly name: string;
  readonly createdAt: string;
  /** SHA-256 of the first line, 64 hex digits: its beginning is the fingerprint. */
  readonly genesisDigest: string;
  /** Records that were looked at: 0 to size-1. */
  readonly size: number;
  /** When the newest of the records used here was written. */
  readonly asOf: string;
  readonly people: readonly Person[];
  readonly items: readonly ItemFacts[];
  readonly acts: readonly ActFacts[];
  readonly exports: readonly LedgerRecord[];
  readonly checks: readonly LedgerRecord[];
  readonly marks: readonly LedgerRecord[];
  readonly restarts: readonly LedgerRecord[];
}

export interface FactPorts {
  readonly text: TextCodec;
  readonly signerOf: (person: { operatorId: string; vkey: string }) => EnvelopeSigner;
}

/** @param records of LEDGER_KINDS, the genesis record first, in log order; @param size of the log they are from */
export function caseFacts(records: readonly LedgerRecord[], size: number, ports: FactPorts): CaseFacts {
  const [genesis] = records;
  if (genesis?.kind !== 'genesis') throw new TypeError('facts begin with the genesis record');
  const { body } = genesis;
  const origin = `audittrailpro/case/${textIn(body, 'caseId')}`;
  const people: Person[] = listIn(body, 'operators').map((one) => personIn(one, genesis));
  const twoPersonActs = new Set(
    listIn(objectIn(body, 'policy'), 'twoPersonActs').filter((act) => typeof act === 'string'),
  );
  const ledger = new CustodyLedger({ text: ports.text, origin, twoPersonActs });
  const signers = new Map<string, EnvelopeSigner>();
  const enlist = (person: Person): void => void signers.set(person.operatorId, ports.signerOf(person));
  for (const person of people) enlist(person);
  const book = new ItemBook();
  const acts: ActFacts[] = [];
  for (const record of records) {
    if (record.kind === 'operator' && record.body['act'] === 'added') {
      const person = personIn(record.body['operator'], record);
      people.push(person);
      enlist(person);
    }
    if (record.kind === 'source') book.addSource(record);
    if (record.kind !== 'custody' || record.body['act'] === 'denied') continue;
    const facts = actFacts(record, ledger.take(record, [...signers.values()]));
    acts.push(facts);
    book.addAct(facts, ledger.holdings);
  }
  const ofKind = (kind: string): LedgerRecord[] => records.filter((record) => record.kind === kind);
  return {
    caseId: textIn(body, 'caseId'),
    origin,
    name: textIn(body, 'name'),
    createdAt: textIn(body, 'createdAt') || genesis.at,
    genesisDigest: genesis.digest,
    size,
    asOf: records.at(-1)?.at ?? genesis.at,
    people,
    items: book.items(),
    acts,
    exports: ofKind('export'),
    // Those with an act are about the sources' own proofs, not about the case.
    checks: ofKind('verify').filter(({ body: { act } }) => act === undefined),
    marks: ofKind('anchor').filter((record) => record.body['act'] === 'received'),
    restarts: ofKind('epoch-restart'),
  };
}

/** The same facts about one item, or several: what was done with others is left out. */
export function factsOfItems(facts: CaseFacts, hashes: readonly string[]): CaseFacts {
  const isAsked = (sha256: string): boolean => hashes.includes(sha256);
  return {
    ...facts,
    items: facts.items.filter(({ sha256 }) => isAsked(sha256)),
    acts: facts.acts.filter(({ act }) => act === undefined || act.items.some(({ sha256 }) => isAsked(sha256))),
  };
}

/** The same facts with every text on one line and nothing hidden in it: for paper. */
export const visibleFacts = (facts: CaseFacts): CaseFacts => visible(facts);

function visible<T>(value: T): T {
  if (typeof value === 'string') return visibleLine(value) as T;
  if (Array.isArray(value)) return value.map(visible) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visible(item as unknown)])) as T;
}

function actFacts(record: LedgerRecord, { act, signedBy, findings }: TakenAct): ActFacts {
  const problems = findings.map(({ message }) => message);
  return { record, ...(act === undefined ? {} : { act }), signedBy, problems };
}

const personIn = (value: JsonValue | undefined, { seq, at }: LedgerRecord): Person => ({
  operatorId: textIn(value, 'operatorId'),
  name: textIn(value, 'name'),
  role: textIn(value, 'role'),
  vkey: textIn(value, 'vkey'),
  since: seq,
  sinceAt: at,
});

const objectIn = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;

const listIn = (value: JsonValue | undefined, name: string): readonly JsonValue[] => {
  const list = objectIn(value, name);
  return Array.isArray(list) ? list : [];
};

/** Empty where there is no text of that name. */
export function textIn(value: JsonValue | undefined, name: string): string {
  const text = objectIn(value, name);
  return typeof text === 'string' ? text : '';
}
