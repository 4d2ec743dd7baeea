/**
 * What the log of a case says about compliance: the tables, frameworks and parameters that count now, the assessments that
 * were made, the decisions on exceptions.
 *
 * All are `setting` records whose act begins with `compliance-`; a newer record takes the place of an older one, which stays.
 * Trust: a record's body is what whoever held the key wrote; what does not fit is passed over. A decision counts only as far
 * as its envelope is signed by an operator who was in office.
 */
import { openEnvelope } from '../../engines/custody/envelope.ts';
import { currentChanges, type ParameterChange } from '../../engines/compliance/parameters.ts';
import type { JsonObject, JsonValue } from '../../engines/event/audit-event.ts';
import { parseCanonical } from '../../engines/kernel/canonical-json.ts';
import {
  DECISION_TYPE,
  EXCEPTION_STATES,
  type ExceptionState,
  INPUT_TABLE_NAMES,
} from '../../shared/compliance-words.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import type { OpenCase } from '../services/open-cases.ts';
import { settingRecords } from '../services/setting-records.ts';
import { envelopeSigner } from '../vault/operator-key.ts';

export const ACTS = {
  input: 'compliance-input',
  framework: 'compliance-framework',
  parameters: 'compliance-parameters',
  assessment: 'compliance-assessment',
  decision: 'compliance-decision',
} as const;

type InputTableName = (typeof INPUT_TABLE_NAMES)[number];

/** One record about compliance, with whoever wrote it. */
export interface Noted {
  recordSeq: number;
  at: string;
  operatorId: string;
  body: JsonObject;
}

export interface Decision {
  recordSeq: number;
  at: string;
  exceptionId: string;
  status: ExceptionState;
  reason: string;
  acceptedBy?: string;
  /** Day (YYYY-MM-DD) after which it no longer holds. */
  until?: string;
  signedBy: string[];
}

export interface ComplianceBook {
  /** The newest of each table. */
  inputs: Map<InputTableName, Noted>;
  /** How often each table was handed in. */
  inputCounts: Map<InputTableName, number>;
  frameworks: Map<string, Noted>;
  changes: ParameterChange[];
  /** By table of the program, what the organisation says it joins into its events. */
  joins: { authorizations: boolean; relationships: boolean };
  holidays: string[];
  parameterSeqs: number[];
  /** In log order. */
  assessments: Noted[];
  /** By exception, the newest that is signed. */
  decisions: Map<string, Decision>;
  /** Decisions whose signature does not hold. */
  unsigned: number[];
}

export async function complianceBook(openCase: OpenCase): Promise<ComplianceBook> {
  const book: ComplianceBook = {
    inputs: new Map(),
    inputCounts: new Map(),
    frameworks: new Map(),
    changes: [],
    joins: { authorizations: false, relationships: false },
    holidays: [],
    parameterSeqs: [],
    assessments: [],
    decisions: new Map(),
    unsigned: [],
  };
  const operators = (await openCase.session.operators()).map((operator) => ({
    since: operator.since,
    signer: envelopeSigner(operator),
  }));
  const { origin } = await openCase.session.info();
  for await (const { seq, at, body } of settingRecords(openCase)) {
    const noted: Noted = { recordSeq: seq, at, operatorId: textOf(body['operatorId']), body };
    if (body['act'] === ACTS.input) takeInput(book, noted);
    else if (body['act'] === ACTS.framework) book.frameworks.set(textOf(body['framework']), noted);
    else if (body['act'] === ACTS.parameters) takeParameters(book, noted);
    else if (body['act'] === ACTS.assessment) book.assessments.push(noted);
    else if (body['act'] === ACTS.decision) {
      const signers = operators.filter(({ since }) => since <= seq).map(({ signer }) => signer);
      const opened = openEnvelope(nodeTextCodec, body['envelope'], DECISION_TYPE, signers);
      const decision = 'problem' in opened ? undefined : readDecision(opened.payload, noted, opened.signedBy, origin);
      if (decision === undefined) book.unsigned.push(seq);
      else book.decisions.set(decision.exceptionId, decision);
    }
  }
  book.changes = currentChanges(book.changes);
  return book;
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

function takeInput(book: ComplianceBook, noted: Noted): void {
  const name = INPUT_TABLE_NAMES.find((table) => table === noted.body['table']);
  if (name === undefined) return;
  book.inputs.set(name, noted);
  book.inputCounts.set(name, (book.inputCounts.get(name) ?? 0) + 1);
}

function takeParameters(book: ComplianceBook, { recordSeq, body }: Noted): void {
  const { changes, joins, holidays } = body;
  book.parameterSeqs.push(recordSeq);
  if (Array.isArray(changes))
    for (const change of changes) {
      const { framework, of, name, value, reason } = change as JsonObject;
      if ([framework, of, name, reason].some((one) => typeof one !== 'string')) continue;
      if (value !== null && typeof value === 'object') continue;
      book.changes.push({ framework, of, name, value: value ?? null, reason } as ParameterChange);
    }
  if (typeof joins === 'object' && joins !== null && !Array.isArray(joins))
    for (const name of ['authorizations', 'relationships'] as const)
      if (typeof joins[name] === 'boolean') book.joins[name] = joins[name];
  if (Array.isArray(holidays)) book.holidays = holidays.filter((day) => typeof day === 'string');
}

function readDecision(
  payload: string,
  { recordSeq, at }: Noted,
  signedBy: readonly string[],
  origin: string,
): Decision | undefined {
  const said = parseCanonical(payload)?.value;
  if (typeof said !== 'object' || said === null || Array.isArray(said) || said['log'] !== origin) return undefined;
  const status = EXCEPTION_STATES.find((one) => one === said['status']);
  if (status === undefined || typeof said['exceptionId'] !== 'string' || signedBy.length === 0) return undefined;
  const { acceptedBy, until } = said;
  return {
    recordSeq,
    at,
    exceptionId: said['exceptionId'],
    status,
    reason: textOf(said['reason']),
    ...(typeof acceptedBy === 'string' ? { acceptedBy } : {}),
    ...(typeof until === 'string' ? { until } : {}),
    signedBy: [...signedBy],
  };
}
