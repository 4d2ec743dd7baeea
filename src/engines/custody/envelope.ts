/**
 * DSSE envelopes: a statement as bytes, and who signed exactly these bytes and their type.
 *
 * Pure. One signature check for each pair of signature and signer.
 * Source: DSSE 1.0.2 (PAE; verify, then use the very bytes that were verified); bundle-format.md §5 and §8.
 * Differences: no `keyid` is written and none is read: keys are tried; at most 20 signatures.
 * Trust: an envelope is hostile until known keys have signed it. A second signature of one key adds nobody.
 */
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import { concatBytes, decodeBase64, encodeBase64 } from '../kernel/bytes.ts';
import type { TextCodec } from '../kernel/ports.ts';

export interface EnvelopeSigner {
  readonly id: string;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

export interface OpenedEnvelope {
  readonly payload: string;
  /** Ids of the signers whose signatures are under it; as many as there are signatures. */
  readonly signedBy: readonly string[];
}

const MAX_SIGNATURES = 20;

/** Pre-authentication encoding: lengths in bytes, decimal. */
export function preAuthEncoding(text: TextCodec, payloadType: string, payload: Uint8Array): Uint8Array {
  const type = text.encodeUtf8(payloadType);
  return concatBytes(text.encodeUtf8(`DSSEv1 ${type.length} `), type, text.encodeUtf8(` ${payload.length} `), payload);
}

/** @param signs one function for each person, in the order their signatures are to stand */
export function makeEnvelope(
  text: TextCodec,
  payloadType: string,
  payload: string,
  signs: readonly ((message: Uint8Array) => Uint8Array)[],
): JsonObject {
  const bytes = text.encodeUtf8(payload);
  const message = preAuthEncoding(text, payloadType, bytes);
  return {
    payload: encodeBase64(bytes),
    payloadType,
    signatures: signs.map((sign) => ({ sig: encodeBase64(sign(message)) })),
  };
}

/** @returns what was signed and by whom, or in words why it says nothing */
export function openEnvelope(
  text: TextCodec,
  envelope: JsonValue | undefined,
  payloadType: string,
  signers: readonly EnvelopeSigner[],
): OpenedEnvelope | { readonly problem: string } {
  const form = formOf(envelope);
  if (form === undefined) return { problem: 'it is no signed envelope' };
  if (form.payloadType !== payloadType) return { problem: 'it is a statement of another kind' };
  const bytes = decodeBase64(form.payload);
  if (bytes === undefined || !text.isUtf8(bytes)) return { problem: 'what was signed can not be read' };
  const message = preAuthEncoding(text, payloadType, bytes);
  const signatures = form.signatures.map((signature) => decodeBase64(signature));
  const signedBy = signers
    .filter(({ verify }) => signatures.some((signature) => signature !== undefined && verify(message, signature)))
    .map(({ id }) => id);
  if (signedBy.length !== signatures.length) return { problem: 'a signature is of nobody known, or does not fit' };
  return { payload: text.utf8(bytes, 0, bytes.length), signedBy };
}

function formOf(
  value: JsonValue | undefined,
): { payload: string; payloadType: string; signatures: readonly string[] } | undefined {
  if (!isObject(value)) return undefined;
  const { payload, payloadType, signatures, ...more } = value;
  const isForm = typeof payload === 'string' && typeof payloadType === 'string' && Array.isArray(signatures);
  if (!isForm || Object.keys(more).length > 0 || signatures.length > MAX_SIGNATURES) return undefined;
  const sigs = signatures.map((one) => (isObject(one) && isSignature(one) ? (one['sig'] as string) : undefined));
  return sigs.every((sig) => sig !== undefined) ? { payload, payloadType, signatures: sigs } : undefined;
}

const isSignature = (value: JsonObject): boolean =>
  typeof value['sig'] === 'string' && Object.keys(value).every((name) => name === 'sig' || name === 'keyid');

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
