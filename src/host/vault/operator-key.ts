/**
 * The operator's long-lived Ed25519 key: named in the log, used for human statements, and for heads that a person carries to a witness.
 *
 * Source: evidence-format.md §4; RFC 8032 (Ed25519), RFC 8785 (the statement's bytes).
 */
import { canonicalBody } from '../../engines/chain/record.ts';
import { ed25519Vkey, KEY_TYPE, type NoteSigner, noteSigner, parseVkey } from '../../engines/chain/note.ts';
import type { EnvelopeSigner } from '../../engines/custody/envelope.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { decodeBase64, encodeBase64 } from '../../engines/kernel/bytes.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { nodeEd25519 } from '../adapters/node-signer.ts';
import { notePorts } from './head-signer.ts';

const keyName = (origin: string, operatorId: string): string => `${origin}/operator/${operatorId}`;

/** Signs heads in the operator's name, beside the key of the epoch. */
export const operatorSigner = (origin: string, operatorId: string, seed: Uint8Array): NoteSigner =>
  noteSigner(notePorts, keyName(origin, operatorId), nodeEd25519.signerOf(seed));

/** C2SP vkey text of the operator's public key, named `<origin>/operator/<operatorId>`. */
export function operatorVkey(origin: string, operatorId: string, seed: Uint8Array): string {
  return ed25519Vkey(notePorts, keyName(origin, operatorId), nodeEd25519.signerOf(seed).publicKey);
}

/** Whether this is the vkey of a sound key under this operator's name in this log. */
export function isOperatorVkey(origin: string, operatorId: string, vkey: string): boolean {
  const parsed = parseVkey(notePorts, vkey);
  if (parsed.kind !== 'valid') return false;
  return parsed.value.type === KEY_TYPE.ed25519 && parsed.value.name === keyName(origin, operatorId);
}

/** What is signed: a purpose, so that no statement can stand for another, and the canonical body. */
const statementBytes = (purpose: string, body: JsonObject): Uint8Array =>
  nodeTextCodec.encodeUtf8(`audittrailpro/statement/v1\n${purpose}\n${canonicalBody(body)}\n`);

/** `ed25519:<base64 of 64 bytes>` */
export function signStatement(seed: Uint8Array, purpose: string, body: JsonObject): string {
  return `ed25519:${encodeBase64(nodeEd25519.signerOf(seed).sign(statementBytes(purpose, body)))}`;
}

export function verifyStatement(vkey: string, purpose: string, body: JsonObject, signature: string): boolean {
  const verifier = parseVkey(notePorts, vkey);
  const bytes = signature.startsWith('ed25519:') ? decodeBase64(signature.slice('ed25519:'.length)) : undefined;
  return (
    verifier.kind === 'valid' && bytes !== undefined && verifier.value.verify(statementBytes(purpose, body), bytes)
  );
}

/** The operator as somebody whose signature under an envelope can be told; a key that can't be read signs nothing. */
export function envelopeSigner({ operatorId, vkey }: { operatorId: string; vkey: string }): EnvelopeSigner {
  const verifier = parseVkey(notePorts, vkey);
  return {
    id: operatorId,
    verify: (message, signature) => verifier.kind === 'valid' && verifier.value.verify(message, signature),
  };
}
