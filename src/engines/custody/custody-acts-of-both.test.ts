/** The program and the stand-alone verifier judge the same signed acts alike: what is accepted here breaks no bundle there. */
import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { CUSTODY_TYPE } from '../../shared/custody-words.ts';
import { checkCustody } from '../../verifier/bundle/custody.ts';
import { Findings } from '../../verifier/bundle/findings.ts';
import type { KeyHistory } from '../../verifier/bundle/key-history.ts';
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import { canonicalize } from '../kernel/canonical-json.ts';
import { CustodyLedger } from './custody-ledger.ts';
import { makeEnvelope } from './envelope.ts';

const LOG = 'audittrailpro/case/x';
const KEYS = { lead: nodeEd25519.signerOf(new Uint8Array(32).fill(1)), olga: nodeEd25519.signerOf(new Uint8Array(32)) };
type Who = keyof typeof KEYS;
const PEOPLE = ['lead', 'olga'] as const;
const ITEM = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const BASE: JsonObject = {
  act: 'acquire',
  at: '2026-01-01T00:00:00Z',
  log: LOG,
  operatorId: 'lead',
  items: [{ sha256: ITEM }],
};

interface Case {
  acts: readonly JsonObject[];
  signers?: readonly Who[];
  twoPersonActs?: readonly string[];
}

function recordsOf({ acts, signers = ['lead'] }: Case): { seq: number; body: JsonObject }[] {
  return acts.map((change, seq) => {
    // A member that is undefined is left out.
    const act = JSON.parse(JSON.stringify({ ...BASE, ...change })) as JsonObject;
    const signs = signers.map((who) => KEYS[who].sign);
    const envelope = makeEnvelope(nodeTextCodec, CUSTODY_TYPE, canonicalize(act), signs);
    return { seq, body: { act: act['act'] ?? null, operatorId: act['operatorId'] ?? null, envelope } };
  });
}

function programSays(given: Case): string[] {
  const twoPersonActs = new Set(given.twoPersonActs);
  const ledger = new CustodyLedger({ text: nodeTextCodec, origin: LOG, twoPersonActs });
  const operators = PEOPLE.map((id) => ({
    id,
    verify: (message: Uint8Array, signature: Uint8Array) =>
      nodeEd25519.verifierOf(KEYS[id].publicKey)?.verify(message, signature) === true,
  }));
  const found = recordsOf(given).flatMap((record) => ledger.take(record, operators).findings);
  return [...new Set(found.map(({ kind, seq }) => `${kind} at ${seq}`))].toSorted();
}

async function verifierSays(given: Case): Promise<string[]> {
  const findings = new Findings();
  const keys = {
    origin: LOG,
    twoPersonActs: new Set(given.twoPersonActs),
    operatorsAt: () => PEOPLE.map((operatorId) => ({ operatorId, key: { key: KEYS[operatorId].publicKey } })),
  } as unknown as KeyHistory;
  const records = recordsOf(given).map(({ seq, body }) => ({
    form: 'record' as const,
    seq,
    kind: 'custody',
    log: LOG,
    at: '2026-01-01T00:00:00Z',
    body,
  }));
  await checkCustody(records, keys, findings);
  return [...new Set(findings.failures.map(({ code, record }) => `${code} at ${record}`))].toSorted();
}

const MALFORMED = ['custody-malformed at 0'];
const one = (change: Record<string, JsonValue | undefined>): Case => ({ acts: [change as JsonObject] });
const then = (...acts: JsonObject[]): Case => ({ acts: [{}, ...acts] });

const BAD: readonly (readonly [name: string, given: Case, found: readonly string[]])[] = [
  ['names an item twice', one({ items: [{ sha256: ITEM }, { sha256: ITEM, name: 'again' }] }), MALFORMED],
  ['names no item', one({ items: [] }), MALFORMED],
  ['names no list of items', one({ items: { sha256: ITEM } }), MALFORMED],
  ['names an item by a hash in capitals', one({ items: [{ sha256: ITEM.toUpperCase() }] }), MALFORMED],
  ['names an item by a number', one({ items: [{ sha256: ITEM, name: 7 }] }), MALFORMED],
  ['is of a kind that is not known', one({ act: 'borrow' }), MALFORMED],
  ['has no time', one({ at: undefined }), MALFORMED],
  ['has a time that only some can read', one({ at: '1 Jan 2026' }), MALFORMED],
  ['has a time without a zone', one({ at: '2026-01-01T00:00:00' }), MALFORMED],
  ['is of a day that there is not', one({ at: '2026-02-30T00:00:00Z' }), MALFORMED],
  ['is of a 29 February in a year without one', one({ at: '2025-02-29T00:00:00Z' }), MALFORMED],
  ['is of an hour that there is not', one({ at: '2026-01-01T24:00:00Z' }), MALFORMED],
  ['is of a zone that there is not', one({ at: '2026-01-01T00:00:00+24:00' }), MALFORMED],
  ['is by nobody', one({ operatorId: '' }), MALFORMED],
  ['is by a number', one({ operatorId: 7 }), MALFORMED],
  ['comes from nobody', one({ from: {} }), MALFORMED],
  ['goes to null', one({ to: null }), MALFORMED],
  ['goes to a name without letters', one({ to: { outside: '' } }), MALFORMED],
  ['goes to two at once', one({ to: { operatorId: 'olga', outside: 'Court' } }), MALFORMED],
  ['goes to one of two that can not be read', one({ to: { operatorId: 7, outside: 'Court' } }), MALFORMED],
  ['has a place that is no text', one({ place: ['x'] }), MALFORMED],
  ['has a purpose that is no text', one({ purpose: 1 }), MALFORMED],
  ['has a reason that is no text', one({ reason: {} }), MALFORMED],
  ['has a tool without a version', one({ tool: { name: 'dd' } }), MALFORMED],
  ['has a tool with a hash that is none', one({ tool: { name: 'dd', version: '9', sha256: 'x' } }), MALFORMED],
  ['speaks of another case', one({ log: 'audittrailpro/case/y' }), MALFORMED],
  ['acquires twice', then({}), ['custody-gap at 1']],
  ['opens what nobody holds', one({ act: 'open' }), ['custody-gap at 0']],
  ['holds what nobody holds', one({ act: 'hold' }), ['custody-gap at 0']],
  ['gives to nobody', then({ act: 'release' }), ['custody-gap at 1']],
  [
    'gives what another holds',
    then({ act: 'release', from: { outside: 'B' }, to: { outside: 'C' } }),
    ['custody-gap at 1'],
  ],
  [
    'receives from one who does not hold it',
    then({ act: 'receive', from: { outside: 'Court' } }),
    ['custody-gap at 1'],
  ],
  [
    'gives out what is on hold',
    then({ act: 'hold' }, { act: 'release', to: { outside: 'Court' } }),
    ['custody-gap at 2'],
  ],
  ['goes on after its end', then({ act: 'dispose' }, { act: 'copy' }), ['custody-gap at 2']],
  ['lacks the receiver', then({ act: 'transfer', to: { operatorId: 'olga' } }), ['custody-unsigned at 1']],
  [
    'lacks the giver',
    { acts: [{ to: { operatorId: 'olga' } }, { act: 'dispose', from: { operatorId: 'olga' } }] },
    ['custody-unsigned at 1'],
  ],
  ['lacks the second person', { acts: [{}], twoPersonActs: ['acquire'] }, ['custody-unsigned at 0']],
  ['is signed by another', { acts: [{}], signers: ['olga'] }, ['custody-unsigned at 0']],
];

const GOOD: readonly (readonly [name: string, given: Case])[] = [
  ['29 February in a leap year', one({ at: '2024-02-29T23:59:59.123456789-23:59' })],
  ['every member', one({ place: '', purpose: 'p', reason: 'r', tool: { name: 'dd', version: '9', sha256: OTHER } })],
  ['two items', one({ items: [{ sha256: ITEM }, { sha256: OTHER, name: 'disk' }] })],
  ['an acquisition for another', one({ to: { operatorId: 'olga' } })],
  ['a name outside that reads like an operator', then({ act: 'release', to: { outside: 'operator lead' } })],
  [
    'a life from hand to hand',
    {
      acts: [
        {},
        { act: 'hold' },
        { act: 'transfer', to: { operatorId: 'olga' } },
        { act: 'unhold' },
        { act: 'release', from: { operatorId: 'olga' }, to: { outside: 'Court' } },
        { act: 'receive', from: { outside: 'Court' } },
        { act: 'dispose' },
      ],
      signers: ['lead', 'olga'],
      twoPersonActs: ['dispose'],
    },
  ],
];

describe('a signed act', () => {
  it.each(BAD)('that %s is found by both', async (_, given, found) => {
    expect({ program: programSays(given), verifier: await verifierSays(given) }).toEqual({
      program: found,
      verifier: found,
    });
  });

  it.each(GOOD)('with %s is accepted by both', async (_, given) => {
    expect({ program: programSays(given), verifier: await verifierSays(given) }).toEqual({ program: [], verifier: [] });
  });
});
