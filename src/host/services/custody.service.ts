/**
 * The record of who did what, and signed acts on items of evidence.
 *
 * An act is compared with those before it as their envelopes say; one that would leave a gap, or lacks a signature, is
 * refused, because a record can not be taken back. Acts of one case come one after another.
 * Errors: CUSTODY_GAP, SIGNATURE_MISSING, ROLE_FORBIDDEN, OPERATOR_UNKNOWN, VAULT_KEY_WRONG, CASE_READ_ONLY.
 */
import { type CustodyAct, isTime, payloadOf } from '../../engines/custody/custody-act.ts';
import { CustodyLedger } from '../../engines/custody/custody-ledger.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import type { InputOf, OutputOf } from '../../shared/contract/index.ts';
import { CUSTODY_TYPE } from '../../shared/custody-words.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeClock, nodeTextCodec } from '../adapters/node-ports.ts';
import type { Handlers } from '../router.ts';
import { SOFTWARE } from '../software.ts';
import { envelopeSigner } from '../vault/operator-key.ts';
import { twoPersonActsOf } from './case-policy.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

type AddRequest = Omit<InputOf<'custody.add'>, 'handle'>;

const PAGE = 1000;
/** They end the custody of an item, or a hold somebody else ordered. */
const LEAD_ACTS: readonly string[] = ['unhold', 'dispose'];

export function custodyHandlers(): Handlers<'custody.list' | 'custody.add'> {
  /** The last act of each case: the next is compared with what it left. */
  const last = new WeakMap<OpenCase['session'], Promise<unknown>>();
  return {
    'custody.list': async (input, { openCase }) => openCase.session.log(withoutHandle(input)),
    'custody.add': async (input, { openCase }) => {
      const before = last.get(openCase.session) ?? Promise.resolve();
      const adding = before.then(() => addAct(openCase, withoutHandle(input)));
      last.set(
        openCase.session,
        adding.catch(() => undefined),
      );
      return adding;
    },
  };
}

async function addAct(openCase: OpenCase, request: AddRequest): Promise<OutputOf<'custody.add'>> {
  const { session, operator } = openCase;
  const { signers = [], at, ...said } = request;
  await admitToAct(openCase, said.act);
  const info = await session.info();
  const act: CustodyAct = {
    tool: { name: SOFTWARE.name, version: SOFTWARE.version },
    ...said,
    at: at ?? new Date(nodeClock.nowMs()).toISOString(),
    log: info.origin,
    operatorId: operator.operatorId,
  };
  if (!isTime(act.at)) throw new AppError('CONTRACT_BAD_INPUT', 'at: not a time like 2026-01-05T10:15:00Z');
  const ledger = await readLedger(openCase, info.origin);
  await refuseStrangers(openCase, act);
  const missing = ledger.missingSigners(act, [operator.operatorId, ...signers.map(({ operatorId }) => operatorId)]);
  if (missing !== undefined) throw new AppError('SIGNATURE_MISSING', capital(missing));
  const [gap] = ledger.holdings.gapsOf(act);
  if (gap !== undefined) throw new AppError('CUSTODY_GAP', `This ${act.act} does not fit what is on record: ${gap}`);
  const signing = await session.signing(signers);
  try {
    const envelope = await signing.sign(CUSTODY_TYPE, canonicalize(payloadOf(act)));
    const recordSeq = await session.record('custody', { act: act.act, envelope });
    ledger.holdings.take(act);
    return {
      recordSeq,
      signedBy: [...signing.operatorIds],
      holders: act.items.map(({ sha256 }) => ledger.holdings.holderOf(sha256) ?? null),
    };
  } finally {
    await signing.end();
  }
}

async function admitToAct(openCase: OpenCase, act: string): Promise<void> {
  const { operatorId, role } = openCase.operator;
  if (!LEAD_ACTS.includes(act) || role === 'lead') return;
  await openCase.record('custody', { act: 'denied', operation: `custody.add ${act}`, role });
  throw new AppError('ROLE_FORBIDDEN', `${operatorId} is ${role} in this case, and only a lead may record: ${act}`, {
    details: { operation: 'custody.add', role, allowed: 'lead' },
  });
}

/** An operator of the case is named by the id the log knows; anybody else is `outside`. */
async function refuseStrangers({ session }: OpenCase, { from, to }: CustodyAct): Promise<void> {
  const inOffice = (await session.operators()).filter(({ until }) => until === undefined);
  const known = inOffice.map(({ operatorId }) => operatorId);
  for (const party of [from, to]) {
    if (party === undefined || !('operatorId' in party) || known.includes(party.operatorId)) continue;
    throw new AppError(
      'OPERATOR_UNKNOWN',
      `${party.operatorId} is no operator of this case; say who it is from outside`,
    );
  }
}

/** All acts so far, each as far as its envelope is signed. */
async function readLedger({ session }: OpenCase, origin: string): Promise<CustodyLedger> {
  const twoPersonActs = await twoPersonActsOf({ session });
  const ledger = new CustodyLedger({ text: nodeTextCodec, origin, twoPersonActs });
  const operators = (await session.operators()).map((operator) => ({ ...operator, signer: envelopeSigner(operator) }));
  for (let afterSeq = -1; ; ) {
    const page = await session.log({ kinds: ['custody'], afterSeq, limit: PAGE });
    for (const { seq, body } of page) {
      const inOffice = operators.filter(({ since, until = Infinity }) => since <= seq && seq < until);
      ledger.read(
        { seq, body },
        inOffice.map(({ signer }) => signer),
      );
    }
    const end = page.at(-1)?.seq;
    if (page.length < PAGE || end === undefined) return ledger;
    afterSeq = end;
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
