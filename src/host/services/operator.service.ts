/**
 * Who has a key to a case, and what becomes of keys: the contract's `operator` domain over the session.
 *
 * Errors: those of the session. How the keys stand is told from the records, and so is the same for whoever reads the log.
 */
import { sharePage } from '../../engines/marks/share-page.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { OutputOf, ResultOf } from '../../shared/contract/index.ts';
import { errorToValue } from '../../shared/errors.ts';
import type { JobControl, JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import type { LogRecord } from '../vault/session.ts';

import { nodeTextCodec } from '../adapters/node-ports.ts';
import { asAppError } from './node-error.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

type OperatorHandlers = Handlers<
  | 'operator.list'
  | 'operator.add'
  | 'operator.changePassphrase'
  | 'operator.remove'
  | 'operator.changeDataKey'
  | 'operator.createRecovery'
  | 'operator.keys'
>;
type KeyState = OutputOf<'operator.keys'>;

const PAGE = 1000;

export function operatorHandlers(jobs: JobTable): OperatorHandlers {
  return {
    'operator.list': async (_, { openCase }) => openCase.session.operators(),
    'operator.add': async (input, { openCase }) => openCase.session.addOperator(withoutHandle(input)),
    'operator.changePassphrase': async (input, { openCase }) => {
      await openCase.session.changePassphrase(withoutHandle(input));
      return {};
    },
    'operator.remove': async ({ handle, changeDataKey = true, ...request }, { openCase }) => {
      // Before the job: a wrong passphrase, or somebody who can't be removed, is told at once.
      const recordSeq = await openCase.session.removeOperator(request);
      return jobs.start('operator.remove', handle, async (control): Promise<ResultOf<'operator.remove'>> => {
        if (!changeDataKey) return { recordSeq, dataKey: null };
        const { signers } = request;
        const reason = `${request.operatorId} was removed: ${request.reason}`.slice(0, 2000);
        try {
          const change = { reason, ...(signers === undefined ? {} : { signers }) };
          return { recordSeq, dataKey: await changeKey(openCase, change, control) };
        } catch (error) {
          const { code, message } = errorToValue(asAppError(error));
          return { recordSeq, dataKey: null, problem: { code, message } };
        }
      });
    },
    'operator.changeDataKey': async ({ handle, ...request }, { openCase }) =>
      jobs.start('operator.changeDataKey', handle, async (control) => changeKey(openCase, request, control)),
    'operator.createRecovery': async (input, { openCase }) => {
      const { session } = openCase;
      const { name: caseName, fingerprint } = await session.info();
      const { threshold, count } = input;
      const { shares, ...made } = await session.createRecovery(withoutHandle(input));
      const printedAt = new Date().toISOString();
      return {
        ...made,
        shares: shares.map(({ index, name, text }) => ({
          index,
          name,
          text,
          page: sharePage(nodeTextCodec, { index, name, text, threshold, count, caseName, fingerprint, printedAt }),
        })),
      };
    },
    'operator.keys': async (_, { openCase }) => keyState(openCase),
  };
}

const changeKey = (
  { session }: OpenCase,
  request: Parameters<OpenCase['session']['changeDataKey']>[0],
  { signal, onProgress }: JobControl,
): Promise<{ recordSeq: number; generation: number }> =>
  session.changeDataKey(request, {
    signal,
    onProgress: (done, total) => onProgress({ phase: 'encrypt', done, total, unit: 'bytes' }),
  });

async function keyState({ session, readOnlyReason }: OpenCase): Promise<KeyState> {
  const state: KeyState = {
    generation: 1,
    dataKeyChangedAt: null,
    knownToRemoved: [],
    unreachable: readOnlyReason === undefined ? await session.unreachable() : [],
    epoch: 0,
    restarts: [],
    recovery: null,
  };
  for (let afterSeq = -1; ; ) {
    const page = await session.log({ kinds: ['operator', 'rekey', 'epoch', 'epoch-restart'], afterSeq, limit: PAGE });
    for (const record of page) replay(state, record);
    const end = page.at(-1)?.seq;
    if (page.length < PAGE || end === undefined) return state;
    afterSeq = end;
  }
}

function replay(state: KeyState, { seq, kind, at, body }: LogRecord): void {
  if (kind === 'epoch' || kind === 'epoch-restart') state.epoch = Number(body['n']);
  if (kind === 'epoch-restart') {
    state.restarts.push({ seq, at, operatorId: String(body['operatorId']), reason: String(body['reason']) });
  }
  if (kind === 'rekey' && body['act'] !== 'more') {
    state.generation = Number(body['generation']);
    state.dataKeyChangedAt = at;
    state.knownToRemoved = [];
  }
  if (kind !== 'operator') return;
  if (body['act'] === 'removed') state.knownToRemoved.push(String(body['operatorId']));
  if (body['act'] === 'recovery-created') state.recovery = recoveryOf(at, body);
  if (body['act'] === 'recovered' && state.recovery?.recoveryId === body['recoveryId']) {
    state.recovery?.uses.push({ at, operatorId: String(body['operatorId']), shares: texts(body['shares']) });
  }
}

function recoveryOf(at: string, { by, recovery }: JsonObject): KeyState['recovery'] {
  const { recoveryId, threshold, shares } = (recovery ?? {}) as JsonObject;
  return {
    recoveryId: String(recoveryId),
    threshold: Number(threshold),
    shares: (Array.isArray(shares) ? (shares as JsonObject[]) : []).map(({ index, name }) => ({
      index: Number(index),
      name: String(name),
    })),
    madeAt: at,
    madeBy: String(by),
    uses: [],
  };
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
