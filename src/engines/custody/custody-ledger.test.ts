import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { CUSTODY_TYPE } from '../../shared/custody-words.ts';
import { pae as verifierPae } from '../../verifier/sign/dsse.ts';
import type { JsonObject } from '../event/audit-event.ts';
import { canonicalize } from '../kernel/canonical-json.ts';
import type { CustodyAct, Party } from './custody-act.ts';
import { CustodyLedger } from './custody-ledger.ts';
import { makeEnvelope, openEnvelope, preAuthEncoding } from './envelope.ts';

const LOG = 'audittrailpro/case/x';
const keyOf = (seed: number) => nodeEd25519.signerOf(new Uint8Array(32).fill(seed));
const KEYS = { lead: keyOf(1), olga: keyOf(2), mallory: keyOf(3) } as const;
type Who = keyof typeof KEYS;
const OPERATORS = (['lead', 'olga'] as const).map((id) => ({
  id,
  verify: (message: Uint8Array, signature: Uint8Array) =>
    nodeEd25519.verifierOf(KEYS[id].publicKey)?.verify(message, signature) === true,
}));
const ITEM = 'ab'.repeat(32);
const BASE: CustodyAct = {
  act: 'acquire',
  at: '2026-01-01T00:00:00Z',
  log: LOG,
  operatorId: 'lead',
  items: [{ sha256: ITEM }],
};

const newLedger = (twoPersonActs: readonly string[] = []): CustodyLedger =>
  new CustodyLedger({ text: nodeTextCodec, origin: LOG, twoPersonActs: new Set(twoPersonActs) });

function bodyOf(change: Partial<CustodyAct>, signers: readonly Who[] = ['lead']): JsonObject {
  const act = { ...BASE, ...change } as unknown as JsonObject;
  const signs = signers.map((who) => KEYS[who].sign);
  const envelope = makeEnvelope(nodeTextCodec, CUSTODY_TYPE, canonicalize(act), signs);
  return { act: act['act'] as string, operatorId: act['operatorId'] as string, envelope };
}

const kindsOf = (bodies: readonly JsonObject[], ledger = newLedger()): string[] =>
  bodies.flatMap((body, seq) => ledger.take({ seq, body }, OPERATORS).findings.map(({ kind }) => kind));

const OLGA: Party = { operatorId: 'olga' };

describe('an envelope', () => {
  it('is signed over the same bytes that the stand-alone verifier checks', () => {
    const payload = nodeTextCodec.encodeUtf8('{"é":1}');
    expect([...preAuthEncoding(nodeTextCodec, 'a/b', payload)]).toEqual([...verifierPae('a/b', payload)]);
  });

  it.each([
    ['of another kind of statement', (envelope: JsonObject) => ({ ...envelope, payloadType: 'x' })],
    ['with more in it', (envelope: JsonObject) => ({ ...envelope, note: 'x' })],
    ['whose text was changed', (envelope: JsonObject) => ({ ...envelope, payload: btoa('{}') })],
    ['with a signature of nobody', (envelope: JsonObject) => ({ ...envelope, signatures: [{ sig: btoa('x') }] })],
    ['that is a list', () => []],
  ])('%s says nothing', (_, change) => {
    const { envelope } = bodyOf({}) as { envelope: JsonObject };
    expect(openEnvelope(nodeTextCodec, change(envelope) as JsonObject, CUSTODY_TYPE, OPERATORS)).toHaveProperty(
      'problem',
    );
  });
});

describe('the custody of an item', () => {
  it('goes from hand to hand without a gap', () => {
    const ledger = newLedger();
    const transfer = bodyOf({ act: 'transfer', to: OLGA }, ['lead', 'olga']);
    const opened = bodyOf({ act: 'open', operatorId: 'olga' }, ['olga']);
    const out = bodyOf({ act: 'release', operatorId: 'olga', to: { outside: 'Court' } }, ['olga']);
    const back = bodyOf({ act: 'receive', from: { outside: 'Court' } });
    expect(kindsOf([bodyOf({}), transfer, opened, out, back], ledger)).toEqual([]);
    expect(ledger.holdings.stateOf(ITEM)?.holder).toEqual({ operatorId: 'lead' });
  });

  it.each([
    ['twice acquired', [bodyOf({}), bodyOf({})]],
    ['opened before anybody received it', [bodyOf({ act: 'open' })]],
    [
      'given away by somebody who has it not',
      [bodyOf({}), bodyOf({ act: 'release', from: OLGA, to: { outside: 'x' } }, ['lead', 'olga'])],
    ],
    ['given to nobody', [bodyOf({}), bodyOf({ act: 'release' })]],
    ['received from another than has it', [bodyOf({}), bodyOf({ act: 'receive', from: { outside: 'x' } })]],
    ['copied after it was disposed of', [bodyOf({}), bodyOf({ act: 'dispose' }), bodyOf({ act: 'copy' })]],
  ])('has a gap where it is %s', (_, bodies) => {
    expect(kindsOf(bodies)).toEqual(['custody-gap']);
  });

  it('changes hands only with the signature of both', () => {
    expect(kindsOf([bodyOf({}), bodyOf({ act: 'transfer', to: OLGA })])).toEqual(['custody-unsigned']);
    expect(kindsOf([bodyOf({}, ['olga'])])).toEqual(['custody-unsigned']);
  });

  it.each([
    ['received', bodyOf({ act: 'receive', from: OLGA }), bodyOf({ act: 'receive', from: OLGA }, ['lead', 'olga'])],
    [
      'released',
      bodyOf({ act: 'release', from: OLGA, to: { outside: 'x' } }),
      bodyOf({ act: 'release', from: OLGA, to: { outside: 'x' } }, ['lead', 'olga']),
    ],
    ['disposed of', bodyOf({ act: 'dispose', from: OLGA }), bodyOf({ act: 'dispose', from: OLGA }, ['lead', 'olga'])],
  ])('is %s out of the hands of an operator only with that operator’s signature', (_, alone, both) => {
    const held = [bodyOf({}), bodyOf({ act: 'transfer', to: OLGA }, ['lead', 'olga'])];
    expect([kindsOf([...held, alone]), kindsOf([...held, both])]).toEqual([['custody-unsigned'], []]);
  });

  it('that is on hold is neither given out nor disposed of, whoever has it', () => {
    const out = bodyOf({ act: 'release', to: { outside: 'x' } });
    const held = [bodyOf({}), bodyOf({ act: 'hold' })];
    const moved = bodyOf({ act: 'transfer', to: OLGA }, ['lead', 'olga']);
    const byOlga = bodyOf({ act: 'dispose', operatorId: 'olga' }, ['olga']);
    expect([kindsOf([...held, out]), kindsOf([...held, moved, byOlga])]).toEqual([['custody-gap'], ['custody-gap']]);
    expect(kindsOf([...held, bodyOf({ act: 'unhold' }), out])).toEqual([]);
  });

  it('ends only by two people where the case asks for two, counted from the signatures', () => {
    const dispose = (signers: Who[]) =>
      kindsOf([bodyOf({}), bodyOf({ act: 'dispose' }, signers)], newLedger(['dispose']));
    expect([dispose(['lead']), dispose(['lead', 'lead']), dispose(['lead', 'olga'])]).toEqual([
      ['custody-unsigned'],
      ['custody-malformed'],
      [],
    ]);
  });

  it.each([
    ['somebody who is no operator signed', bodyOf({}, ['lead', 'mallory'])],
    ['the record says another act', { ...bodyOf({}), act: 'copy' }],
    ['the record names another operator', { ...bodyOf({}), operatorId: 'olga' }],
    ['it speaks of another case', bodyOf({ log: 'audittrailpro/case/y' })],
    ['it names no item', bodyOf({ items: [] })],
    ['it has no time', bodyOf({ at: 'yesterday' })],
    ['there is no envelope', { act: 'open', operatorId: 'lead' }],
  ])('is not believed where %s', (_, body) => {
    expect(kindsOf([body])).toEqual(['custody-malformed']);
  });

  it('is not touched by a refused try', () => {
    expect(kindsOf([{ act: 'denied', operatorId: 'olga', operation: 'custody.add', role: 'auditor' }])).toEqual([]);
  });
});
