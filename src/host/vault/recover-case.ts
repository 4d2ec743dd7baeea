/**
 * From recovery shares to a case: somebody who lost their passphrase gets a new key, or a new lead is let in.
 *
 * The shares open the data key and sign one record, `recovered`: who was let in, by which shares, and why. The signing key of
 * whoever lost the passphrase is gone with it; their old key ends where the new one begins.
 * Source: evidence-format.md §4, "Recovery". Crash window: the record first, then the slot; the shares open the case again.
 * Trust: `case.keys` may name shares that nobody recorded: only those that the log names let anybody in.
 */
import { keyActPayload } from '../../engines/custody/key-act.ts';
import { makeEnvelope } from '../../engines/custody/envelope.ts';
import { KEY_ACT_TYPE } from '../../shared/key-acts.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { DB_FILE } from './case-database.ts';
import { type CaseKeys, deriveKey, generationOf, makeSlot, MIN_PASSPHRASE_CHARS, type Slot } from './case-keys.ts';
import type { CaseLog } from './case-log.ts';
import { addOperator, endOperator, findRecovery, operators } from './case-store.ts';
import { newSeed } from './epoch-change.ts';
import { makeReceiver, openDataKey, receiverSecret } from './key-envelope.ts';
import { operatorVkey } from './operator-key.ts';
import { recoveryParty, recoverySigner, secretOf } from './recovery-key.ts';
import type { OperatorInfo } from './session.ts';
import { openDatabase, type ReadDb } from './sqlite.ts';
import { noteFailedUnlock, type Unlocked } from './unlock-case.ts';
import type { CasePaths } from './case-folder.ts';

export interface RecoverRequest {
  dir: string;
  shares: readonly string[];
  /** Somebody who has a key and lost the passphrase, or a new lead. */
  operatorId: string;
  /** Of a new lead. Default: the id. */
  operatorName?: string;
  passphrase: string;
  reason: string;
  seenDir?: string;
}

export interface Recovered {
  unlocked: Unlocked;
  slot: Slot;
  /** Before the unlock by whoever was let in. */
  record: (log: CaseLog) => void;
}

/**
 * RECOVERY_NOT_MADE, RECOVERY_SHARE_WRONG, RECOVERY_TOO_FEW, PASSPHRASE_TOO_SHORT, OPERATOR_REMOVED, CASE_KEYS_*.
 *
 * @param paths of a case that nobody else has open
 */
export async function recover(paths: CasePaths, keys: CaseKeys, request: RecoverRequest): Promise<Recovered> {
  const { recovery } = keys;
  if (recovery === undefined) {
    throw new AppError('RECOVERY_NOT_MADE', 'No recovery shares were made for this case: only a passphrase opens it');
  }
  if ([...request.passphrase].length < MIN_PASSPHRASE_CHARS) {
    throw new AppError('PASSPHRASE_TOO_SHORT', `A passphrase has at least ${MIN_PASSPHRASE_CHARS} characters`);
  }
  const { origin } = keys;
  const to = recoveryParty(recovery.id);
  const { secret, key, names } = joined(paths, keys, request.shares);
  const opener = receiverSecret(secret, to);
  try {
    const dataKey = openDataKey(opener, recovery.envelope, { origin, to, generation: generationOf(keys) });
    const person = personIn(paths, dataKey, request, key.vkey);
    const operatorSeed = newSeed();
    const operator = { ...person, vkey: operatorVkey(origin, person.operatorId, operatorSeed) };
    const slot = {
      ...(await makeSlot(operator, request.passphrase, { dataKey, operatorSeed })),
      receiver: makeReceiver(origin, operator.operatorId, operatorSeed),
    };
    const body = {
      act: 'recovered',
      operator,
      operatorId: operator.operatorId,
      reason: request.reason,
      recoveryId: recovery.id,
      shares: names,
    };
    const sign = recoverySigner(secret).sign;
    const envelope = makeEnvelope(nodeTextCodec, KEY_ACT_TYPE, keyActPayload(origin, body), [sign]);
    return {
      unlocked: { paths, keys, slot: { dataKey, operatorSeed }, operatorId: operator.operatorId, role: operator.role },
      slot,
      record: (log) =>
        void log.append('operator', { ...body, envelope }, (tx, seq) => {
          endOperator(tx, operator.operatorId, seq);
          addOperator(tx, { ...operator, since: seq });
        }),
    };
  } finally {
    secret.fill(0);
    opener.fill(0);
  }
}

/** A set of shares that does not fit is written down like a wrong passphrase. */
function joined(paths: CasePaths, { origin, recovery }: CaseKeys, shares: readonly string[]) {
  if (recovery === undefined) throw new AppError('RECOVERY_NOT_MADE', 'No recovery shares were made for this case');
  try {
    return secretOf(origin, shares, recovery);
  } catch (error) {
    noteFailedUnlock(paths, recoveryParty(recovery.id));
    throw error;
  }
}

/** Who is let in, as the log knows them. */
function personIn(
  paths: CasePaths,
  dataKey: Uint8Array,
  { operatorId, operatorName }: RecoverRequest,
  vkey: string,
): Pick<OperatorInfo, 'operatorId' | 'name' | 'role'> {
  const db: ReadDb = openDatabase(paths.database, deriveKey(dataKey, 'db', DB_FILE));
  try {
    if (findRecovery(db)?.vkey !== vkey) {
      throw new AppError(
        'RECOVERY_NOT_MADE',
        'The log of this case names other recovery shares, or none: nobody recorded these',
      );
    }
    const known = operators(db).filter((operator) => operator.operatorId === operatorId);
    const current = known.find(({ until }) => until === undefined);
    if (current !== undefined) return { operatorId, name: current.name, role: current.role };
    if (known.length > 0) throw removedOperator(operatorId);
    return { operatorId, name: operatorName ?? operatorId, role: 'lead' };
  } finally {
    db.close();
  }
}

export const removedOperator = (operatorId: string): AppError =>
  new AppError('OPERATOR_REMOVED', `${operatorId} was removed from this case and has no key to it any more`);
