/**
 * Acts on who has a key: whether the people who must sign one have signed what its record says.
 *
 * Pure. Source: evidence-format.md §4, "Acts on keys": the payload is the body without `envelope` and `segments`, with `log`.
 * Trust: a record says nothing that its envelope does not say under a good signature.
 */
import { textOf } from '../base/bytes.ts';
import { demand, Refused } from '../base/refused.ts';
import { canonicalJson, type JsonObject } from '../base/strict-json.ts';
import { envelopeOf, pae } from '../sign/dsse.ts';
import { isEd25519Signature } from '../sign/ed25519.ts';

const KEY_ACT_TYPE = 'application/vnd.audittrailpro.key-act+json';
/** What the policy of a case calls each act. */
export const POLICY_NAME_OF: Readonly<Record<string, string>> = {
  removed: 'remove-operator',
  'data-key-changed': 'change-data-key',
  'recovery-created': 'create-recovery',
};

export interface KeyActSigner {
  readonly id: string;
  readonly key: Uint8Array;
}

/** Who signed the act that a body tells of; `why` where it does not hold. */
export function signersOfKeyAct(
  log: string,
  body: JsonObject,
  signers: readonly KeyActSigner[],
): { readonly ids: readonly string[] } | { readonly why: string } {
  try {
    const { payload, payloadType, signatures } = envelopeOf(body['envelope']);
    demand(payloadType === KEY_ACT_TYPE, 'a statement of another kind');
    const { envelope: _envelope, segments: _segments, ...said } = body;
    demand(textOf(payload) === canonicalJson({ ...said, log }), 'the record says something else than what was signed');
    const message = pae(payloadType, payload);
    const ids = signers
      .filter(({ key }) => signatures.some((signature) => isEd25519Signature(key, message, signature)))
      .map(({ id }) => id);
    demand(
      ids.length > 0 && ids.length === signatures.length,
      'a signature is of nobody in office then, or does not fit',
    );
    return { ids };
  } catch (error) {
    if (error instanceof Refused) return { why: error.message };
    throw error;
  }
}
