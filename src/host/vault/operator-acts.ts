/**
 * Acts on who has a key, on the writer thread: add, passphrase, remove, recovery shares, and the signed part of a new data key.
 *
 * Source: evidence-format.md §4, "Acts on keys". Crash windows: a slot is written before the record that brings its operator in,
 * and goes after the record that removes its operator; `tidySlots` mends what a crash left, at the next unlock.
 * Trust: `case.keys` may have been changed by anybody: who is in office says the log.
 */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { keyActPayload, POLICY_NAMES } from '../../engines/custody/key-act.ts';
import { KEY_ACT_TYPE } from '../../shared/key-acts.ts';
import type { Role } from '../../shared/roles.ts';
import { AppError } from '../../shared/errors.ts';
import type { SignerGiven } from './act-signers.ts';
import { type CaseKeys, dataKeyId, findSlot, generationOf, makeSlot, type RecoverySlot } from './case-keys.ts';
import { addOperator, endOperator, findRecovery, operators, operatorsInOffice, saveRecovery } from './case-store.ts';
import type { CaseWriter } from './case-writer.ts';
import { newSeed } from './epoch-change.ts';
import { isReceiver, makeReceiver, openCurrentSlot, operatorParty, sealDataKey } from './key-envelope.ts';
import { operatorVkey } from './operator-key.ts';
import { makeShares, type MadeShare, type RecoveryFacts, recoveryParty } from './recovery-key.ts';
import type { OperatorInfo } from './session.ts';

export interface RemoveRequest {
  operatorId: string;
  reason: string;
  signers?: readonly SignerGiven[];
}

export interface ShareRequest {
  threshold: number;
  count: number;
  reason: string;
  signers?: readonly SignerGiven[];
}

export interface MadeRecovery {
  recoveryId: string;
  recordSeq: number;
  shares: MadeShare[];
}

/** Everything of a change of the data key that people have to do with; what is on the disk follows. */
export interface PlannedDataKey {
  newKey: Uint8Array;
  keys: CaseKeys;
  body: JsonObject;
}

/** OPERATOR_EXISTS, PASSPHRASE_TOO_SHORT. The key slot is written first: a crash leaves a slot that the log does not know. */
export async function addOperatorTo(
  writer: CaseWriter,
  { operatorId, name, role, passphrase }: { operatorId: string; name: string; role: Role; passphrase: string },
): Promise<OperatorInfo> {
  const log = writer.writableLog();
  const namesake = operators(writer.db).find((operator) => operator.operatorId === operatorId);
  if (namesake !== undefined) {
    const isGone = namesake.until !== undefined && !isInOffice(writer, operatorId);
    const why = isGone ? `; ${operatorId} was removed, and a name is never given twice` : '';
    throw new AppError('OPERATOR_EXISTS', `The case already has an operator ${operatorId}${why}`);
  }
  const operatorSeed = newSeed();
  const operator = { operatorId, name, role, vkey: operatorVkey(writer.origin, operatorId, operatorSeed) };
  const slot = await makeSlot(operator, passphrase, { dataKey: writer.dataKey, operatorSeed });
  const receiver = makeReceiver(writer.origin, operatorId, operatorSeed);
  operatorSeed.fill(0);
  const others = writer.keys.slots.filter((candidate) => candidate.header.operatorId !== operatorId);
  writer.replaceKeys({ ...writer.keys, slots: [...others, { ...slot, receiver }] });
  const seq = log.append('operator', { act: 'added', by: writer.operatorId, operator }, (tx, since) =>
    addOperator(tx, { ...operator, since }),
  );
  log.flush('act');
  return { ...operator, since: seq };
}

const isInOffice = (writer: CaseWriter, operatorId: string): boolean =>
  operatorsInOffice(writer.db).some((operator) => operator.operatorId === operatorId);

/** Rewraps one slot. VAULT_KEY_WRONG, PASSPHRASE_TOO_SHORT. */
export async function changePassphraseIn(
  writer: CaseWriter,
  request: { oldPassphrase: string; newPassphrase: string },
): Promise<void> {
  const log = writer.writableLog();
  const { operatorId } = writer;
  const old = findSlot(writer.keys, operatorId);
  const opened = await openCurrentSlot(writer.keys, old, request.oldPassphrase);
  const slot = await makeSlot(old.header, request.newPassphrase, opened);
  const receiver = makeReceiver(writer.origin, operatorId, opened.operatorSeed);
  writer.replaceKeys({
    ...writer.keys,
    slots: writer.keys.slots.map((candidate) => (candidate === old ? { ...slot, receiver } : candidate)),
  });
  log.append('operator', { act: 'passphrase-changed', operatorId });
  log.flush('act');
}

/** OPERATOR_UNKNOWN, OPERATOR_NEEDED, SIGNATURE_MISSING, VAULT_KEY_WRONG. @returns seq of the record */
export async function removeOperatorFrom(
  writer: CaseWriter,
  { operatorId, reason, signers = [] }: RemoveRequest,
): Promise<number> {
  const log = writer.writableLog();
  const inOffice = operatorsInOffice(writer.db);
  const leaving = inOffice.find((operator) => operator.operatorId === operatorId);
  if (leaving === undefined) throw new AppError('OPERATOR_UNKNOWN', `${operatorId} has no key to this case`);
  if (operatorId === writer.operatorId) {
    throw new AppError('OPERATOR_NEEDED', 'Nobody removes themselves: another lead does');
  }
  if (signers.some((signer) => signer.operatorId === operatorId)) {
    throw new AppError('OPERATOR_NEEDED', `${operatorId} cannot be the second person of their own removal`);
  }
  const body = await signedAct(
    writer,
    { act: 'removed', by: writer.operatorId, operatorId, reason, since: leaving.since },
    signers,
  );
  const seq = log.append('operator', body, (tx, at) => endOperator(tx, operatorId, at));
  log.flush('act');
  tidySlots(writer);
  return seq;
}

/** SIGNATURE_MISSING, VAULT_KEY_WRONG (recorded), OPERATOR_UNKNOWN. */
async function signedAct(writer: CaseWriter, body: JsonObject, others: readonly SignerGiven[]): Promise<JsonObject> {
  const act = POLICY_NAMES.get(String(body['act']));
  if (act !== undefined && others.length === 0 && writer.twoPersonActs().has(act)) {
    throw new AppError('SIGNATURE_MISSING', `In this case it takes two people to ${act.replaceAll('-', ' ')}`);
  }
  const id = await writer.signers.begin(others);
  try {
    return { ...body, envelope: writer.signers.sign(id, KEY_ACT_TYPE, keyActPayload(writer.origin, body)) };
  } finally {
    writer.signers.end(id);
  }
}

/** Slots of people who are no longer in office go. Those that the log does not know yet stay: they are of an act that a crash cut. */
export function tidySlots(writer: CaseWriter): void {
  const all = operators(writer.db);
  const isGone = (operatorId: string): boolean =>
    all.some((operator) => operator.operatorId === operatorId) && !isInOffice(writer, operatorId);
  const slots = writer.keys.slots.filter(({ header }) => !isGone(header.operatorId));
  if (slots.length < writer.keys.slots.length) writer.replaceKeys({ ...writer.keys, slots });
}

/** Makes shares; those made before are worth nothing from then on. CONTRACT_BAD_INPUT, SIGNATURE_MISSING, VAULT_KEY_WRONG. */
export async function createRecoveryFor(
  writer: CaseWriter,
  { threshold, count, reason, signers = [] }: ShareRequest,
): Promise<MadeRecovery> {
  const log = writer.writableLog();
  const { secret, key, shares } = makeShares(writer.origin, writer.info().fingerprint, { threshold, count });
  secret.fill(0);
  const before = findRecovery(writer.db)?.recoveryId;
  const recovery = { ...key, threshold, shares: shares.map(({ index, name, digest }) => ({ index, name, digest })) };
  const body = await signedAct(
    writer,
    {
      act: 'recovery-created',
      by: writer.operatorId,
      reason,
      recovery,
      ...(before === undefined ? {} : { replaces: before }),
    },
    signers,
  );
  const recordSeq = log.append('operator', body, (tx) => saveRecovery(tx, recovery));
  log.flush('act');
  tidyRecovery(writer);
  return { recoveryId: key.recoveryId, recordSeq, shares };
}

/** The slot of the shares that the log names: a crash after their record left it out, or somebody put in another. */
export function tidyRecovery(writer: CaseWriter): void {
  const facts = findRecovery(writer.db);
  const { recovery: slot, ...others } = writer.keys;
  if (slot?.id === facts?.recoveryId && slot?.receiver === facts?.receiver) return;
  writer.replaceKeys(
    facts === undefined
      ? others
      : { ...others, recovery: recoverySlot(writer.origin, facts, writer.dataKey, generationOf(writer.keys)) },
  );
}

function recoverySlot(origin: string, facts: RecoveryFacts, dataKey: Uint8Array, generation: number): RecoverySlot {
  const { recoveryId: id, receiver, threshold, shares } = facts;
  const envelope = sealDataKey(receiver, dataKey, { origin, to: recoveryParty(id), generation });
  return { id, receiver, threshold, shares: shares.map(({ index, digest }) => ({ index, digest })), envelope };
}

/** Whose slots hold nothing that a new data key could be sealed to: they last opened the case with an earlier program. */
export function unreachable(writer: CaseWriter): string[] {
  const inOffice = operatorsInOffice(writer.db);
  return inOffice
    .filter((operator) => {
      const slot = writer.keys.slots.find(({ header }) => header.operatorId === operator.operatorId);
      return slot?.receiver === undefined || !isReceiver(writer.origin, operator, slot.receiver);
    })
    .map(({ operatorId }) => operatorId);
}

/** OPERATOR_UNREACHABLE, SIGNATURE_MISSING, VAULT_KEY_WRONG. */
export async function planDataKey(
  writer: CaseWriter,
  { reason, signers = [] }: { reason: string; signers?: readonly SignerGiven[] },
): Promise<PlannedDataKey> {
  writer.writableLog();
  tidySlots(writer);
  const lost = unreachable(writer);
  if (lost.length > 0) {
    throw new AppError(
      'OPERATOR_UNREACHABLE',
      `A new data key can not be left for ${lost.join(', ')}: their slot was made by an earlier program. Let them open the case once, or remove them`,
    );
  }
  const newKey = newSeed();
  const generation = generationOf(writer.keys) + 1;
  const body = await signedAct(
    writer,
    { act: 'data-key-changed', by: writer.operatorId, generation, keyId: dataKeyId(newKey), reason },
    signers,
  );
  const { recovery: _old, ...keys } = writer.keys;
  const facts = findRecovery(writer.db);
  const slots = keys.slots.flatMap((slot) => {
    const { operatorId } = slot.header;
    // A slot that no record knows is of nobody.
    if (slot.receiver === undefined || !isInOffice(writer, operatorId)) return [];
    const use = { origin: writer.origin, to: operatorParty(operatorId), generation };
    return [{ ...slot, envelope: sealDataKey(slot.receiver.key, newKey, use) }];
  });
  const recovery = facts === undefined ? {} : { recovery: recoverySlot(writer.origin, facts, newKey, generation) };
  return { newKey, body, keys: { ...keys, generation, slots, ...recovery } };
}
