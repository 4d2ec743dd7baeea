/**
 * DSSE envelopes: a statement of a person as bytes, with signatures over exactly these bytes and their type.
 *
 * Pure. Source: DSSE 1.0.2, the protocol: PAE, and "verify, then use the very bytes that were verified".
 * Differences: `keyid` is a hint and is not read: keys are tried; an envelope has at most 20 signatures; members that DSSE
 * does not know are refused.
 * Trust: the envelope is hostile until enough different known keys have signed it. A second signature of one key adds nobody.
 */
import { bytesOfBase64, concat, utf8 } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';
import { canonicalJson, isList, isObject, type Json, parseJson } from '../base/strict-json.ts';
import { isEd25519Signature } from './ed25519.ts';

export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}

/** Something that can tell a signature of its owner. */
export interface Signer {
  readonly id: string;
  isSignature(message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
}
export const ed25519Signer = (id: string, key: Uint8Array): Signer => ({
  id,
  isSignature: (message, signature) => isEd25519Signature(key, message, signature),
});

/** Pre-authentication encoding: lengths in bytes, decimal. */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType);
  return concat(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload);
}

export const parseEnvelope = (text: string): Envelope => envelopeOf(parseJson(text, { depth: 8, integers: 'safe' }));

/** As a bundle has it: one text for one envelope, without hints, so that nobody can add a word that nobody signed. */
export function parseBareEnvelope(text: string): Envelope {
  const value = parseJson(text, { depth: 8, integers: 'safe' });
  const envelope = envelopeOf(value);
  demand(canonicalJson(value) === text && !text.includes('"keyid":'), 'an envelope with more in it than was signed');
  return envelope;
}

export function envelopeOf(value: Json | undefined): Envelope {
  demand(isObject(value), 'not a signed envelope');
  const { payload, payloadType, signatures, ...more } = value;
  demand(typeof payload === 'string' && typeof payloadType === 'string', 'an envelope without a payload');
  demand(isList(signatures) && signatures.length <= 20, 'an envelope without signatures, or with too many');
  demand(Object.keys(more).length === 0, 'an envelope with something unknown in it');
  return { payloadType, payload: bytesOfBase64(payload), signatures: signatures.map(signatureOf) };
}

function signatureOf(value: Json): Uint8Array {
  demand(isObject(value) && typeof value['sig'] === 'string', 'an envelope with a wrong signature');
  demand(
    Object.keys(value).every((name) => name === 'sig' || name === 'keyid'),
    'an envelope with a wrong signature',
  );
  return bytesOfBase64(value['sig']);
}

/**
 * Which of the given signers have signed. A signature of nobody among them is passed over: it says nothing.
 *
 * @param payloadType the only one that is accepted here: a statement for one purpose is none for another
 */
export async function signersOf(
  envelope: Envelope,
  payloadType: string,
  signers: readonly Signer[],
): Promise<Signer[]> {
  demand(envelope.payloadType === payloadType, 'a statement of another kind');
  const message = pae(envelope.payloadType, envelope.payload);
  const signed: Signer[] = [];
  for (const signer of signers) {
    for (const signature of envelope.signatures) {
      if (await signer.isSignature(message, signature)) {
        signed.push(signer);
        break;
      }
    }
  }
  return signed;
}
