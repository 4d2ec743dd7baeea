/**
 * Signatures of minisign and signify over a file of the case; of PGP it is said that they are not checked here.
 *
 * Cost: the file is read once.
 * Trust: the trusted comment is shown only where its own signature holds.
 */
import { createHash } from 'node:crypto';
import { concatBytes } from '../../engines/kernel/bytes.ts';
import type { FileSignature } from '../../engines/source-proof/minisign.ts';
import { proofOf, verdictOf, type ProofDetail, type SourceProof } from '../../engines/source-proof/proof.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { nodeEd25519 } from '../adapters/node-signer.ts';
import type { GivenKeys } from './given-keys.ts';
import type { ProvenFile } from './log-proof.ts';

/** A file that is signed itself, not by its hash, must be in memory whole. */
const MAX_WHOLE_BYTES = 256 * 1024 * 1024;

export async function checkFileSignature(
  signature: FileSignature,
  file: ProvenFile | undefined,
  { signingKeys }: GivenKeys,
): Promise<SourceProof> {
  const { keyId, isPrehashed, trusted } = signature;
  const done = (details: ProofDetail[], summary: string): SourceProof =>
    proofOf({
      kind: 'file-signature',
      verdict: verdictOf(details, 'holds'),
      summary,
      covers: file === undefined ? {} : { bytes: file.sizeBytes },
      by: `key ${keyName(keyId)}`,
      details,
    });
  const said = (what: ProofDetail['what'], level: ProofDetail['level'], text: string): SourceProof =>
    done([{ what, level, text }], text);
  if (file === undefined) return said('file-missing', 'doubt', 'The signed file is not in the case');
  const key = signingKeys.find((each) => each.keyId === keyId);
  if (key === undefined) return said('key-unknown', 'doubt', `The key ${keyName(keyId)} was not given`);
  const verifier = nodeEd25519.verifierOf(key.publicKey);
  if (verifier === undefined) return said('key-unknown', 'bad', 'The key is not safe to rely on');
  if (!isPrehashed && file.sizeBytes > MAX_WHOLE_BYTES)
    return said('no-bytes', 'doubt', 'The file is too large for a signature of this kind');
  const hash = createHash('blake2b512');
  const pieces: Uint8Array[] = [];
  const isRead = await file.stream(
    (piece) => void (isPrehashed ? hash.update(piece) : pieces.push(Uint8Array.from(piece))),
  );
  if (!isRead) return said('no-bytes', 'doubt', 'The bytes of the file can not be had');
  const message = isPrehashed ? new Uint8Array(hash.digest()) : new Uint8Array(Buffer.concat(pieces));
  if (!verifier.verify(message, signature.signature))
    return said('signature-bad', 'bad', 'The signature is not over this file');
  const good: ProofDetail = { what: 'signature-good', level: 'info', text: `Signed with the key ${keyName(keyId)}` };
  if (trusted === undefined) return done([good], good.text);
  const isCommentGood = verifier.verify(
    concatBytes(signature.signature, nodeTextCodec.encodeUtf8(trusted.comment)),
    trusted.signature,
  );
  if (!isCommentGood) return said('signature-bad', 'bad', 'The file is signed, but its trusted comment was changed');
  return done(
    [good, { what: 'signature-good', level: 'info', text: `Trusted comment: ${trusted.comment}` }],
    good.text,
  );
}

/** minisign prints key ids as numbers, the last byte first. */
const keyName = (keyId: string): string => (keyId.match(/../gu) ?? []).toReversed().join('').toUpperCase();

export function pgpProof(): SourceProof {
  const summary = 'A PGP signature: not checked here; check it with gpg --verify';
  return proofOf({
    kind: 'file-signature',
    verdict: 'could-not-check',
    summary,
    covers: {},
    by: 'PGP',
    details: [{ what: 'key-unknown', level: 'doubt', text: summary }],
  });
}
