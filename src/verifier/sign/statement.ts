/**
 * in-toto Statement v1: named files with their SHA-256, and what is said about them.
 *
 * Pure. Source: in-toto attestation framework, version 1. Differences: each subject has a name and a SHA-256 in
 * lower case; no name twice.
 * Trust: read only from the payload of an envelope.
 */
import { textOf } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';
import { isList, isObject, type Json, type JsonObject, parseJson } from '../base/strict-json.ts';

export const STATEMENT_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

export interface Statement {
  /** Name to SHA-256 as hex. */
  readonly subjects: ReadonlyMap<string, string>;
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

export function parseStatement(payload: Uint8Array): Statement {
  const value = parseJson(textOf(payload), { depth: 32, integers: 'any' });
  demand(isObject(value) && value['_type'] === STATEMENT_TYPE, 'not an in-toto statement');
  const { subject, predicateType, predicate = {} } = value;
  demand(isList(subject) && subject.length > 0, 'a statement about nothing');
  demand(
    typeof predicateType === 'string' && predicateType !== '' && isObject(predicate),
    'a statement that says nothing',
  );
  const subjects = new Map<string, string>();
  for (const item of subject) {
    const [name, digest] = subjectOf(item);
    demand(!subjects.has(name), 'a statement that names one file twice');
    subjects.set(name, digest);
  }
  return { subjects, predicateType, predicate };
}

function subjectOf(value: Json): [name: string, sha256: string] {
  demand(isObject(value) && typeof value['name'] === 'string' && isObject(value['digest']), 'a wrong subject');
  const sha256 = value['digest']['sha256'];
  demand(typeof sha256 === 'string' && /^[0-9a-f]{64}$/u.test(sha256), 'a subject without its SHA-256');
  return [value['name'], sha256];
}
