/**
 * Check 2: the signed list of all files, and the statement that a query's result is complete.
 *
 * Source: bundle-format.md §5 and §6: DSSE over an in-toto Statement v1, signed by operators whose keys the log names.
 * Trust: nothing in the statement is believed; everything it says is compared with what is here.
 */
import { hexOf, textOf } from '../base/bytes.ts';
import { readCanonical } from '../base/canonical-line.ts';
import { count, quoted } from '../base/plain-text.ts';
import { demand, Refused } from '../base/refused.ts';
import { isObject, type Json, type JsonObject } from '../base/strict-json.ts';
import { ed25519Signer, type Envelope, parseBareEnvelope, signersOf } from '../sign/dsse.ts';
import { parseStatement, type Statement, STATEMENT_PAYLOAD_TYPE } from '../sign/statement.ts';
import type { Findings } from './findings.ts';
import { COMPLETENESS, SIGNED_LIST, TAG_MANIFEST } from './layout.ts';
import type { LogReader } from './log-reader.ts';
import type { PrivilegeLog } from './privilege-log.ts';

export const PREDICATE_TYPE = 'urn:audittrailpro:bundle:v1';
export const COMPLETENESS_TYPE = 'application/vnd.audittrailpro.completeness+json';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export interface SignedList {
  readonly envelope: Envelope;
  readonly statement: Statement;
  readonly predicate: JsonObject;
  readonly isWhole: boolean;
}

/** What it says, nothing verified yet. */
export function parseSignedList(bytes: Uint8Array): SignedList {
  const envelope = parseBareEnvelope(textOf(bytes));
  const statement = parseStatement(envelope.payload);
  demand(statement.predicateType === PREDICATE_TYPE, 'a list of another kind');
  const { selection } = statement.predicate;
  const kind = isObject(selection) ? selection['kind'] : undefined;
  demand(kind === 'whole' || kind === 'query', 'a list that does not say what was selected');
  return { envelope, statement, predicate: statement.predicate, isWhole: kind === 'whole' };
}

export interface ListFacts {
  readonly signers: readonly string[];
  readonly bundleId: string;
}

export async function checkSignedList(
  list: SignedList,
  files: ReadonlyMap<string, { readonly sha256: string }>,
  log: LogReader,
  privileges: PrivilegeLog,
  wantedSigners: number,
  findings: Findings,
): Promise<ListFacts> {
  const operators = log.keys.operatorsAt(log.size - 1);
  const signed = await signersOf(
    list.envelope,
    STATEMENT_PAYLOAD_TYPE,
    operators.map(({ operatorId, key }) => ed25519Signer(operatorId, key.key)),
  );
  const place = { file: SIGNED_LIST };
  const wanted = Math.max(wantedSigners, log.keys.twoPersonActs.has('export') ? 2 : 1);
  if (signed.length === 0) findings.fail('list-unsigned', 'Nobody entitled to has signed this list.', place);
  else if (signed.length < wanted) {
    findings.fail(
      'list-signers-missing',
      `Only ${signed.length === 1 ? 'one' : signed.length} of ${wanted} required people signed.`,
      place,
    );
  }
  if (signed.length < list.envelope.signatures.length) {
    findings.fail('list-unsigned', 'A signature under this list is of nobody known, or does not fit it.', place);
  }
  compareFiles(list.statement, files, findings);
  compareFacts(
    list,
    log,
    privileges,
    signed.map(({ id }) => id),
    findings,
  );
  const { bundleId } = list.predicate;
  return {
    signers: signed.map(({ id }) => id),
    bundleId: typeof bundleId === 'string' && UUID.test(bundleId) ? bundleId : '',
  };
}

function compareFiles(
  { subjects }: Statement,
  files: ReadonlyMap<string, { readonly sha256: string }>,
  findings: Findings,
): void {
  for (const [file, sha256] of subjects) {
    const here = files.get(file);
    if (here === undefined)
      findings.fail('file-missing', `This file was lost after the bundle was made: ${quoted(file)}.`, { file });
    else if (here.sha256 !== sha256)
      findings.fail('file-changed', `This file was changed after the bundle was made: ${quoted(file)}.`, { file });
  }
  for (const file of files.keys()) {
    const isListed = subjects.has(file) || !(file.startsWith('data/') || file === TAG_MANIFEST);
    if (!isListed)
      findings.fail('file-added', `This file was added after the bundle was made: ${quoted(file)}.`, { file });
  }
}

function compareFacts(
  { predicate, isWhole }: SignedList,
  log: LogReader,
  privileges: PrivilegeLog,
  signers: readonly string[],
  findings: Findings,
): void {
  const { bundleId, caseId, origin, head, records, exportSeq, selection } = predicate;
  const wrong: string[] = [];
  const expectSame = (what: string, said: Json | undefined, is: Json): void => void (said !== is && wrong.push(what));
  if (typeof bundleId !== 'string' || !UUID.test(bundleId)) wrong.push('the bundle’s number');
  expectSame('the case', caseId, log.keys.caseId);
  expectSame('the log', origin, log.keys.origin);
  const said = isObject(head) ? head : {};
  expectSame('the size of the head', said['size'], log.size);
  expectSame('the root of the head', said['root'], hexOf(log.tree.root()));
  const counts = isObject(records) ? records : {};
  expectSame('the number of records shown', counts['disclosed'], log.disclosed);
  expectSame('the number of records redacted', counts['redacted'], log.redacted.count);
  expectSame('the number of records withheld', counts['withheld'], log.withheld.count + log.folded.count);
  expectSame('the number of records withheld by name', counts['privileged'], privileges.ranges.count);
  if (wrong.length > 0)
    findings.fail('list-mismatch', `The signed list says something else than is here about: ${wrong.join(', ')}.`, {
      file: SIGNED_LIST,
    });

  const record = log.kept.find(({ kind, seq }) => kind === 'export' && seq === exportSeq);
  const body = record?.body ?? {};
  const rows = rowsOf(log, privileges);
  const isRecorded =
    body['bundleId'] === bundleId &&
    signers.includes(String(body['operatorId'])) &&
    body['selection'] === (isWhole ? 'whole' : 'query') &&
    body['rows'] === rows.count &&
    body['rowDigest'] === rows.digest &&
    (isWhole || (isObject(selection) && ['query', 'from', 'to'].every((name) => body[name] === selection[name])));
  if (record === undefined || !isRecorded) {
    findings.fail(
      'export-unrecorded',
      'The case log does not hold the record that this bundle was made, by whoever signed it, with these rows.',
      { file: SIGNED_LIST },
    );
  }
}

interface Rows {
  readonly count: number;
  readonly digest: string;
}
const rowsCache = new WeakMap<LogReader, Rows>();
/** The running digest can be read once. */
function rowsOf(log: LogReader, privileges: PrivilegeLog): Rows {
  const known = rowsCache.get(log);
  if (known !== undefined) return known;
  const rows = { count: log.events.disclosed + privileges.ranges.count, digest: log.events.rowDigest.hex() };
  rowsCache.set(log, rows);
  return rows;
}

/** bundle-format.md §6: N of N. */
export async function checkCompleteness(
  bytes: Uint8Array | undefined,
  list: SignedList,
  log: LogReader,
  privileges: PrivilegeLog,
  findings: Findings,
): Promise<void> {
  const place = { file: COMPLETENESS };
  if (bytes === undefined) {
    if (!list.isWhole)
      findings.fail('completeness-wrong', 'The statement that the result is complete is missing.', place);
    return;
  }
  try {
    const envelope = parseBareEnvelope(textOf(bytes));
    const operators = log.keys
      .operatorsAt(log.size - 1)
      .map(({ operatorId, key }) => ed25519Signer(operatorId, key.key));
    const signed = await signersOf(envelope, COMPLETENESS_TYPE, operators);
    demand(signed.length > 0 && signed.length === envelope.signatures.length, 'nobody entitled to has signed it');
    const value = readCanonical(textOf(envelope.payload));
    demand(isObject(value), 'it says nothing');
    const rows = rowsOf(log, privileges);
    const selection = isObject(list.predicate['selection']) ? list.predicate['selection'] : {};
    const expected: Record<string, Json | undefined> = {
      bundleId: list.predicate['bundleId'],
      disclosed: log.events.disclosed,
      from: selection['from'],
      headRoot: hexOf(log.tree.root()),
      headSize: log.size,
      log: log.keys.origin,
      matched: rows.count,
      query: selection['query'],
      redacted: log.redacted.count,
      rowDigest: rows.digest,
      to: selection['to'],
      withheld: rows.count - log.events.disclosed - log.redacted.count,
    };
    const wrong = Object.keys({ ...expected, ...value }).filter((name) => expected[name] !== value[name]);
    demand(wrong.length === 0, `it says something else than is here about ${wrong.map(quoted).join(', ')}`);
    findings.note(
      2,
      `${signed.map(({ id }) => quoted(id)).join(' and ')} signed that these are all ${count(rows.count)} matches of the query.`,
      place,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    findings.fail(
      'completeness-wrong',
      `The statement that the result is complete does not hold: ${error.message}.`,
      place,
    );
  }
}
