/**
 * The record of who did what, and signed acts on items of evidence.
 *
 * An act is compared with those before it as their envelopes say; one that would leave a gap, or lacks a signature, is
 * refused, because a record can not be taken back. Acts of one case come one after another.
 * Errors: CUSTODY_GAP, SIGNATURE_MISSING, ROLE_FORBIDDEN, OPERATOR_UNKNOWN, VAULT_KEY_WRONG, CASE_READ_ONLY.
 */
import { type CustodyAct, isTime, nameOf, payloadOf, wantedSigners } from '../../engines/custody/custody-act.ts';
import { Holdings } from '../../engines/custody/holdings.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import type { InputOf, OutputOf } from '../../shared/contract/index.ts';
import { CUSTODY_TYPE } from '../../shared/custody-words.ts';
import { AppError, errorToValue } from '../../shared/errors.ts';
import { nodeClock } from '../adapters/node-ports.ts';
import { CaseLedger } from '../custody/case-ledger.ts';
import { itemChain, itemPage, oneAct } from '../custody/ledger-views.ts';
import type { Handlers } from '../router.ts';
import { SOFTWARE } from '../software.ts';
import type { OperatorInfo, Signing } from '../vault/session.ts';
import { asAppError } from './node-error.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

type Added = OutputOf<'custody.add'>;
type Checked = OutputOf<'custody.check'>;
/** What is said of an act, by whomever it is to be signed. */
type SaidOfAct = Omit<InputOf<'custody.add'>, 'handle' | 'signers'>;

/** They end the custody of an item, or a hold somebody else ordered. */
const LEAD_ACTS: readonly string[] = ['unhold', 'dispose'];

type CustodyOperations =
  | 'custody.list'
  | 'custody.items'
  | 'custody.chain'
  | 'custody.act'
  | 'custody.check'
  | 'custody.add';

export function custodyHandlers(): Handlers<CustodyOperations> {
  const ledgers = new WeakMap<OpenCase['session'], Promise<CaseLedger>>();
  /** The last act of each case: the next is compared with what it left. */
  const last = new WeakMap<OpenCase['session'], Promise<unknown>>();
  const ledgerOf = async (openCase: OpenCase): Promise<CaseLedger> => {
    const { session } = openCase;
    const begun = ledgers.get(session) ?? CaseLedger.begin(openCase);
    ledgers.set(session, begun);
    // A case that could not be read now may be mended later.
    begun.catch(() => ledgers.delete(session));
    const ledger = await begun;
    await ledger.readOn();
    return ledger;
  };
  return {
    'custody.list': async (input, { openCase }) => openCase.session.log(withoutHandle(input)),
    'custody.items': async (input, { openCase }) => itemPage(await ledgerOf(openCase), withoutHandle(input)),
    'custody.chain': async ({ sha256 }, { openCase }) => itemChain(await ledgerOf(openCase), sha256),
    'custody.act': async ({ seq }, { openCase }) => oneAct(await ledgerOf(openCase), seq),
    'custody.check': async (input, { openCase }) => {
      const { signers = [], ...said } = withoutHandle(input);
      return checkAct(openCase, await ledgerOf(openCase), said, signers);
    },
    'custody.add': async (input, { openCase }) => {
      const before = last.get(openCase.session) ?? Promise.resolve();
      const adding = before.then(() => addAct(openCase, () => ledgerOf(openCase), withoutHandle(input)));
      last.set(
        openCase.session,
        adding.catch(() => undefined),
      );
      return adding;
    },
  };
}

async function addAct(
  openCase: OpenCase,
  ledgerNow: () => Promise<CaseLedger>,
  { signers = [], ...said }: Omit<InputOf<'custody.add'>, 'handle'>,
): Promise<Added> {
  const { session, operator } = openCase;
  await admitToAct(openCase, said.act);
  const act = await actOf(openCase, said);
  const signedBy = [operator.operatorId, ...signers.map(({ operatorId }) => operatorId)];
  const [refusal] = refusalsOf(await ledgerNow(), act, signedBy, await session.operators());
  if (refusal !== undefined) throw refusal;
  const signing = await session.signing(signers);
  const recordSeq = await signAndRecord(openCase, act, signing);
  const notices = await endSigning(signing);
  const { ledger } = await ledgerNow();
  return {
    recordSeq,
    signedBy: [...signing.operatorIds],
    holders: act.items.map(({ sha256 }) => {
      const holder = ledger.holdings.stateOf(sha256)?.holder;
      return holder === undefined ? null : nameOf(holder);
    }),
    notices,
  };
}

/** Keys are wiped where it fails, too; why it failed is what is told. */
async function signAndRecord({ session }: OpenCase, act: CustodyAct, signing: Signing): Promise<number> {
  try {
    const envelope = await signing.sign(CUSTODY_TYPE, canonicalize(payloadOf(act)));
    return await session.record('custody', { act: act.act, envelope });
  } catch (error) {
    await endSigning(signing);
    throw error;
  }
}

/** An act that is recorded stays recorded, whatever is left behind it. @returns what could not be cleared away, in words */
async function endSigning(signing: Signing): Promise<string[]> {
  try {
    await signing.end();
    return [];
  } catch (error) {
    return [`The act is recorded, but not all was cleared away behind it: ${errorToValue(asAppError(error)).message}`];
  }
}

async function actOf({ session, operator }: OpenCase, { at, ...said }: SaidOfAct): Promise<CustodyAct> {
  const act: CustodyAct = {
    tool: { name: SOFTWARE.name, version: SOFTWARE.version },
    ...said,
    at: at ?? new Date(nodeClock.nowMs()).toISOString(),
    log: (await session.info()).origin,
    operatorId: operator.operatorId,
  };
  if (!isTime(act.at)) throw new AppError('CONTRACT_BAD_INPUT', 'at: not a time like 2026-01-05T10:15:00Z');
  return act;
}

const roleRefusal = ({ operatorId, role }: OperatorInfo, act: string): AppError | undefined =>
  !LEAD_ACTS.includes(act) || role === 'lead'
    ? undefined
    : new AppError('ROLE_FORBIDDEN', `${operatorId} is ${role} in this case, and only a lead may record: ${act}`, {
        details: { operation: 'custody.add', role, allowed: 'lead' },
      });

async function admitToAct(openCase: OpenCase, act: string): Promise<void> {
  const refusal = roleRefusal(openCase.operator, act);
  if (refusal === undefined) return;
  await openCase.record('custody', { act: 'denied', operation: `custody.add ${act}`, role: openCase.operator.role });
  throw refusal;
}

/** Why it would not be recorded: people first, then each item that does not fit. */
function refusalsOf(
  { ledger }: CaseLedger,
  act: CustodyAct,
  signedBy: readonly string[],
  operators: readonly OperatorInfo[],
): AppError[] {
  const strangers = strangersIn(act, operators).map(
    (operatorId) =>
      new AppError('OPERATOR_UNKNOWN', `${operatorId} is no operator of this case; say who it is from outside`),
  );
  const missing = ledger.missingSigners(act, signedBy);
  return [
    ...strangers,
    ...(missing === undefined ? [] : [new AppError('SIGNATURE_MISSING', capital(missing))]),
    ...ledger.holdings
      .gapsOf(act)
      .map(
        (gap) => new AppError('CUSTODY_GAP', `This ${act.act} does not fit what is on record: ${Holdings.spell(gap)}`),
      ),
  ];
}

/** An operator of the case is named by the id the log knows; anybody else is `outside`. */
const strangersIn = ({ from, to }: CustodyAct, operators: readonly OperatorInfo[]): string[] =>
  [from, to].flatMap((party) =>
    party === undefined ||
    !('operatorId' in party) ||
    operators.some(({ operatorId, until }) => operatorId === party.operatorId && until === undefined)
      ? []
      : [party.operatorId],
  );

const MAX_REFUSALS = 20;

async function checkAct(
  openCase: OpenCase,
  ledger: CaseLedger,
  said: SaidOfAct,
  signers: readonly string[],
): Promise<Checked> {
  const { operator, readOnlyReason } = openCase;
  const act = await actOf(openCase, said);
  const signedBy = [operator.operatorId, ...signers];
  const found = refusalsOf(ledger, act, signedBy, await openCase.session.operators());
  const role = roleRefusal(operator, act.act);
  const readOnly =
    readOnlyReason === undefined
      ? []
      : [new AppError('CASE_READ_ONLY', `Nothing can be recorded in this case: ${readOnlyReason}`)];
  const refusals = [...readOnly, ...(role === undefined ? [] : [role]), ...found];
  return {
    signers: wantedSigners(act),
    needsTwo: ledger.twoPersonActs.has(act.act),
    missing: ledger.ledger.missing(act, signedBy).operatorIds,
    refusals: refusals.slice(0, MAX_REFUSALS).map(({ code, message }) => ({ code, message })),
    refusalCount: refusals.length,
  };
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
