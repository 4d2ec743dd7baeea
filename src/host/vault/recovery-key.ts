/**
 * The key that recovery shares stand for: what follows from the shared secret, and the shares as texts for paper.
 *
 * From the secret come a receiver, which the data key is sealed to, and an Ed25519 key, which signs the one act the shares are
 * for. Both public halves stand in the record that made the shares; the secret is kept nowhere.
 * Source: resources/docs/keys.md, "Recovery shares"; evidence-format.md §4.
 * Trust: shares are typed by people: one that is mistyped, of another case or of another set is named, before anything is tried.
 */
import { hkdfSync } from 'node:crypto';
import { ed25519Vkey } from '../../engines/chain/note.ts';
import { joinShares, MAX_SHARES, MIN_THRESHOLD, splitSecret } from '../../engines/recovery/secret-sharing.ts';
import {
  readShare,
  SECRET_BYTES,
  type Share,
  shareDigest,
  shareName,
  writeShare,
} from '../../engines/recovery/share-text.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher, nodeRng } from '../adapters/node-ports.ts';
import { nodeEd25519 } from '../adapters/node-signer.ts';
import type { RecoverySlot } from './case-keys.ts';
import { notePorts } from './head-signer.ts';
import { receiverKey } from './key-envelope.ts';

export interface RecoveryKey {
  readonly recoveryId: string;
  readonly vkey: string;
  readonly receiver: string;
}

/** As the record has it. */
export interface RecoveryFacts extends RecoveryKey {
  readonly threshold: number;
  readonly shares: readonly { index: number; name: string; digest: string }[];
}

export interface MadeShare {
  index: number;
  /** What people call it by; says nothing of what is in it. */
  name: string;
  /** SHA-256 of the share, 64 hex digits. */
  digest: string;
  /** Six lines of five words: secret. */
  text: string;
}

export const recoveryParty = (recoveryId: string): string => `recovery/${recoveryId}`;

const signingSeed = (secret: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', 'audittrailpro/v1/recovery-sign', 32));

export const recoverySigner = (secret: Uint8Array) => nodeEd25519.signerOf(signingSeed(secret));

export const recoveryKeyOf = (origin: string, recoveryId: string, secret: Uint8Array): RecoveryKey => ({
  recoveryId,
  vkey: ed25519Vkey(notePorts, `${origin}/${recoveryParty(recoveryId)}`, recoverySigner(secret).publicKey),
  receiver: receiverKey(secret, recoveryParty(recoveryId)),
});

/** The first 8 digits of a fingerprint in groups: what a share says of its case. */
export const caseTagOf = (fingerprint: string): string => fingerprint.replaceAll('-', '').slice(0, 8);

/** A new secret and its shares; the caller wipes it. CONTRACT_BAD_INPUT. */
export function makeShares(
  origin: string,
  fingerprint: string,
  { threshold, count }: { threshold: number; count: number },
): { secret: Uint8Array; key: RecoveryKey; shares: MadeShare[] } {
  if (threshold < MIN_THRESHOLD || threshold > count || count > MAX_SHARES) {
    throw new AppError('CONTRACT_BAD_INPUT', `Shares are 2 of 2 to ${MAX_SHARES} of ${MAX_SHARES}`);
  }
  const recoveryId = Buffer.from(nodeRng.bytes(4)).toString('hex');
  const secret = nodeRng.bytes(SECRET_BYTES).slice();
  const shares = splitSecret(nodeRng, secret, threshold, count).map(({ x, bytes }) => {
    const share: Share = { threshold, count, x, bytes, caseTag: caseTagOf(fingerprint), setId: recoveryId };
    const digest = shareDigest(nodeHasher, share);
    return { index: x, name: shareName(digest), digest, text: writeShare(nodeHasher, share) };
  });
  return { secret, key: recoveryKeyOf(origin, recoveryId, secret), shares };
}

const wrong = (message: string, index: number): AppError =>
  new AppError('RECOVERY_SHARE_WRONG', message, { details: { share: index } });

/** @param place of the text among those given, from 1. RECOVERY_SHARE_WRONG says which and why. */
export function checkedShare(
  text: string,
  place: number,
  slot: RecoverySlot,
): { share: Share; index: number; name: string } {
  const share = readShare(nodeHasher, text);
  if ('problem' in share) throw wrong(`Share ${place} is not right: ${share.problem}`, place);
  return { share, index: share.x, name: nameOfShare(share, place, slot) };
}

/**
 * The secret, from as many shares as it takes. RECOVERY_SHARE_WRONG (mistyped, of another case or set, forged, twice the same),
 * RECOVERY_TOO_FEW.
 */
export function secretOf(
  origin: string,
  texts: readonly string[],
  slot: RecoverySlot,
): { secret: Uint8Array; key: RecoveryKey; names: string[] } {
  const checked = texts.map((text, i) => checkedShare(text, i + 1, slot));
  const shares = checked.map(({ share }) => share);
  for (const [i, { x }] of shares.entries()) {
    const twin = shares.findIndex((other) => other.x === x);
    if (twin < i) throw wrong(`Share ${i + 1} is the same as share ${twin + 1}`, i + 1);
  }
  if (shares.length < slot.threshold) {
    throw new AppError(
      'RECOVERY_TOO_FEW',
      `${slot.threshold} of the shares are needed, and ${shares.length} ${shares.length === 1 ? 'was' : 'were'} given`,
      { details: { threshold: slot.threshold, given: shares.length } },
    );
  }
  const secret = joinShares(shares.slice(0, slot.threshold));
  const key = recoveryKeyOf(origin, slot.id, secret);
  if (key.receiver === slot.receiver) return { secret, key, names: checked.map(({ name }) => name) };
  secret.fill(0);
  throw new AppError('CASE_KEYS_DAMAGED', 'The shares are right, but case.keys holds the data key for other ones');
}

function nameOfShare(share: Share, place: number, slot: RecoverySlot): string {
  if (share.setId !== slot.id) {
    throw wrong(
      `Share ${place} belongs to the shares ${share.setId} of the case ${share.caseTag}, and this case has the shares ${slot.id}: it is of another case, or newer shares took its place`,
      place,
    );
  }
  const digest = shareDigest(nodeHasher, share);
  if (slot.shares.find(({ index }) => index === share.x)?.digest === digest) return shareName(digest);
  throw wrong(
    `Share ${place} reads well, but is not the share ${share.x} that was made for this case: it was forged`,
    place,
  );
}
