/**
 * The data key, sealed to people who are not there: what a change of the data key leaves for every other operator, and for the
 * recovery shares.
 *
 * The key pair follows from the operator's signing seed, which only their passphrase opens; its public half lies in the slot,
 * signed by the operator, so that nobody can put their own in its place.
 * Source: evidence-format.md §4, "Receivers"; RFC 9180 (hpke.ts), RFC 5869.
 * Trust: `case.keys` may have been written by anybody: a receiver counts where the key that the log names has signed it.
 */
import { hkdfSync } from 'node:crypto';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import { decodeBase64Url, encodeBase64Url } from '../../engines/kernel/bytes.ts';
import { AppError } from '../../shared/errors.ts';
import { openSealed, sealTo, x25519PublicKey } from '../adapters/hpke.ts';
import { nodeRng, nodeTextCodec } from '../adapters/node-ports.ts';
import { type CaseKeys, generationOf, openSlot, type Slot, type UnlockedSlot } from './case-keys.ts';
import { signStatement, verifyStatement } from './operator-key.ts';

const NONE = new Uint8Array(0);

/** Whom a data key is sealed to, and which one. */
export interface EnvelopeUse {
  origin: string;
  /** `operator/<id>` or `recovery/<id>`. */
  to: string;
  generation: number;
}

const purposeOf = ({ origin, to, generation }: EnvelopeUse): { info: Uint8Array } => ({
  info: nodeTextCodec.encodeUtf8(`audittrailpro/data-key/v1\n${canonicalize({ generation, log: origin, to })}`),
});

/** The 32 bytes that open what is sealed to the holder of `seed`. The caller wipes them. */
export const receiverSecret = (seed: Uint8Array, to: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', seed, '', `audittrailpro/v1/receiver/${to}`, 32));

export const receiverKey = (seed: Uint8Array, to: string): string => {
  const secret = receiverSecret(seed, to);
  try {
    return encodeBase64Url(x25519PublicKey(secret));
  } finally {
    secret.fill(0);
  }
};

export const operatorParty = (operatorId: string): string => `operator/${operatorId}`;

export type Receiver = NonNullable<Slot['receiver']>;
export type KeyEnvelope = NonNullable<Slot['envelope']>;

export function makeReceiver(origin: string, operatorId: string, seed: Uint8Array): Receiver {
  const key = receiverKey(seed, operatorParty(operatorId));
  return { key, signature: signStatement(seed, 'receiver', { key, log: origin, operatorId }) };
}

/** Whether the operator, by the key the log names, said that this is the key to seal to. */
export const isReceiver = (
  origin: string,
  { operatorId, vkey }: { operatorId: string; vkey: string },
  { key, signature }: Receiver,
): boolean => verifyStatement(vkey, 'receiver', { key, log: origin, operatorId }, signature);

export function sealDataKey(receiver: string, dataKey: Uint8Array, use: EnvelopeUse): KeyEnvelope {
  const ephemeral = nodeRng.bytes(32);
  const sealed = sealTo(decodeBase64Url(receiver) ?? NONE, dataKey, ephemeral, purposeOf(use));
  ephemeral.fill(0);
  return { encapsulated: encodeBase64Url(sealed.encapsulated), sealed: encodeBase64Url(sealed.ciphertext) };
}

/** CASE_KEYS_DAMAGED where it was sealed to somebody else or changed. */
export function openDataKey(secret: Uint8Array, envelope: KeyEnvelope, use: EnvelopeUse): Uint8Array {
  const encapsulated = decodeBase64Url(envelope.encapsulated) ?? NONE;
  const ciphertext = decodeBase64Url(envelope.sealed) ?? NONE;
  const dataKey = openSealed(secret, { encapsulated, ciphertext }, purposeOf(use));
  if (dataKey !== undefined) return dataKey;
  throw new AppError('CASE_KEYS_DAMAGED', `The data key that case.keys holds for ${use.to} cannot be opened`);
}

/** The operator's seed and the data key of today, whether it was wrapped in the slot or left there by a change. VAULT_KEY_WRONG. */
export async function openCurrentSlot(keys: CaseKeys, slot: Slot, passphrase: string): Promise<UnlockedSlot> {
  const opened = await openSlot(slot, passphrase);
  if (slot.envelope === undefined) return opened;
  const to = operatorParty(slot.header.operatorId);
  const secret = receiverSecret(opened.operatorSeed, to);
  try {
    opened.dataKey.fill(0);
    const use = { origin: keys.origin, to, generation: generationOf(keys) };
    return { ...opened, dataKey: openDataKey(secret, slot.envelope, use) };
  } finally {
    secret.fill(0);
  }
}
