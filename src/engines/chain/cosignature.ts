/**
 * Cosignatures: a witness's word that, at a time, a checkpoint was the largest consistent one it had seen.
 *
 * Pure. One signature.
 * Source: C2SP tlog-cosignature (Ed25519, type 0x04). Differences: none; ML-DSA-44 is not offered.
 * Trust: cosignatures arrive in files. They are verified as note signatures (`openNote` with the witness's vkey); this
 * file makes them and reads the time of a verified one.
 */
import { invariant } from '../../shared/verdict.ts';
import { cosignatureBytes, cosignatureTime, cosignedMessage } from './cosignature-bytes.ts';
import type { Ed25519Signer } from './ed25519.ts';
import { formatVkey, KEY_TYPE, keyIdOf, type NotePorts, type NoteSignature, type NoteSigner } from './note.ts';

/**
 * Cosigns checkpoints in a witness's name, with this time.
 *
 * @param timeSeconds seconds since the Unix epoch, an integer from 1 to 2^53-1
 */
export function cosigner(
  ports: Pick<NotePorts, 'hasher' | 'text'>,
  name: string,
  signer: Ed25519Signer,
  timeSeconds: number,
): NoteSigner {
  invariant(Number.isSafeInteger(timeSeconds) && timeSeconds > 0, 'a time is whole seconds since 1970');
  return {
    name,
    keyId: keyIdOf(ports, name, KEY_TYPE.cosignature, signer.publicKey),
    sign: (text) => cosignatureBytes(timeSeconds, signer.sign(cosignedMessage(text, timeSeconds))),
  };
}

/** The vkey text of a witness's Ed25519 key (32 bytes). A key must not sign notes (type 0x01) under the same name. */
export const cosignerVkey = (ports: Pick<NotePorts, 'hasher' | 'text'>, name: string, publicKey: Uint8Array): string =>
  formatVkey(ports, name, KEY_TYPE.cosignature, publicKey);

/** Seconds since the Unix epoch that a verified cosignature states; `undefined` where it is another kind of signature. */
export const timeOfCosignature = ({ signature }: NoteSignature): number | undefined => cosignatureTime(signature);
