/**
 * Acts on who has a key: somebody is removed, the data key is changed, recovery shares are made or used. Signed by people.
 *
 * Pure. Source: evidence-format.md §4, "Acts on keys". The payload is the record's body without `envelope` and `segments`, with `log`.
 * Trust: a record says nothing that its envelope does not say under a good signature; two people are counted from the
 * signatures, not from a flag.
 */
import { KEY_ACT_TYPE, type KeyActName } from '../../shared/key-acts.ts';
import type { Role } from '../../shared/roles.ts';
import type { JsonObject } from '../event/audit-event.ts';
import { canonicalize } from '../kernel/canonical-json.ts';
import type { TextCodec } from '../kernel/ports.ts';
import { type EnvelopeSigner, openEnvelope } from './envelope.ts';

/** By the word in the body's `act`; `recovered` is signed by the shares, not by a lead. */
export const POLICY_NAMES: ReadonlyMap<string, KeyActName> = new Map([
  ['removed', 'remove-operator'],
  ['data-key-changed', 'change-data-key'],
  ['recovery-created', 'create-recovery'],
]);
/** They stand outside what is signed: the head covers them. */
const UNSIGNED: readonly string[] = ['envelope', 'segments'];

export interface OfficeHolder extends EnvelopeSigner {
  readonly role: Role;
}

export interface KeyActParts {
  readonly text: TextCodec;
  readonly origin: string;
  readonly twoPersonActs: ReadonlySet<string>;
}

/** What is signed of a record's body. */
export const keyActPayload = (origin: string, body: JsonObject): string =>
  canonicalize({
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !UNSIGNED.includes(name))),
    log: origin,
  });

/**
 * In words why a record of such an act does not hold; undefined where it does.
 *
 * @param inOffice operators known before the record
 */
export function keyActProblem(
  { text, origin, twoPersonActs }: KeyActParts,
  body: JsonObject,
  inOffice: readonly OfficeHolder[],
): string | undefined {
  const opened = openEnvelope(text, body['envelope'], KEY_ACT_TYPE, inOffice);
  if ('problem' in opened) return opened.problem;
  if (opened.payload !== keyActPayload(origin, body)) return 'the record says something else than what was signed';
  const { by, act } = body;
  if (!opened.signedBy.includes(String(by))) return `${String(by)} did not sign it`;
  if (inOffice.find(({ id }) => id === by)?.role !== 'lead') return `${String(by)} is no lead`;
  const needsTwo = twoPersonActs.has(POLICY_NAMES.get(String(act)) ?? '') && opened.signedBy.length < 2;
  return needsTwo ? 'it needs the signatures of two people in this case' : undefined;
}

/** As `keyActProblem`, for shares that were used: the one signer is the recovery key in force. */
export function recoveredProblem(
  { text, origin }: Pick<KeyActParts, 'text' | 'origin'>,
  body: JsonObject,
  recovery: EnvelopeSigner | undefined,
): string | undefined {
  if (recovery === undefined || recovery.id !== body['recoveryId']) return 'no such recovery shares were made';
  const opened = openEnvelope(text, body['envelope'], KEY_ACT_TYPE, [recovery]);
  if ('problem' in opened) return opened.problem;
  if (opened.signedBy.length === 0) return 'nobody signed it';
  return opened.payload === keyActPayload(origin, body)
    ? undefined
    : 'the record says something else than what was signed';
}
