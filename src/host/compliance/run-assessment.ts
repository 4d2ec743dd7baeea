/**
 * One assessment from the question to its record: what is assessed, over which events, with which tables; the result kept as
 * a paper and its digest recorded.
 *
 * Order of acts: papers first, each durable, then the record that names them. A crash in between leaves papers that nothing
 * names. A run goes on from what an earlier one kept where frameworks, tables, period and engine are the same.
 * Errors: COMPLIANCE_*, CONTRACT_BAD_INPUT, CANCELLED, VAULT_CORRUPT, CASE_LOG_BROKEN.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { applyParameters } from '../../engines/compliance/parameters.ts';
import type { Framework } from '../../engines/compliance/framework-schema.ts';
import type { CaseInputs } from '../../engines/compliance/inputs.ts';
import { sourceNameOf } from '../../engines/compliance/source-names.ts';
import { COMPLIANCE_ENGINE_VERSION, VOCABULARY_VERSION } from '../../engines/compliance/versions.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { parseTime } from '../../engines/event/time.ts';
import { encodeHex } from '../../engines/kernel/bytes.ts';
import type { InputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeClock } from '../adapters/node-ports.ts';
import type { JobControl } from '../jobs/job-table.ts';
import type { OpenCase } from '../services/open-cases.ts';
import { SOFTWARE } from '../software.ts';
import type { SourceReport } from '../vault/session.ts';
import type { AssessOutcome, AssessRequest, StoredAssessment } from './assess-request.ts';
import { type AssessmentSummary, keptState, type KeptState } from './assessment-papers.ts';
import { caseInputs } from './case-inputs.ts';
import { ACTS, type ComplianceBook, complianceBook } from './compliance-records.ts';
import { type FrameworkFile, sha256Of } from './framework-files.ts';
import { headlineOf } from './read-card.ts';

type Request = Omit<InputOf<'compliance.assess'>, 'handle'>;
const DAY_MS = 86_400_000;

export interface Assessed {
  summary: AssessmentSummary;
  result: StoredAssessment;
  contents: Framework[];
}

export async function runAssessment(
  openCase: OpenCase,
  files: readonly FrameworkFile[],
  request: Request,
  { signal, onProgress }: JobControl,
): Promise<Assessed> {
  const startMs = performance.now();
  const { session } = openCase;
  const book = await complianceBook(openCase);
  const chosen = chooseFrameworks(files, request.frameworks);
  const applied = chosen.map(({ framework }) => {
    const changed = applyParameters(framework, book.changes);
    if ('problem' in changed) throw new AppError('COMPLIANCE_CONTENT_REFUSED', changed.problem);
    return changed;
  });
  const frameworks = applied.map(({ framework }) => framework);
  const contents = frameworks.map((framework) => JSON.stringify(framework));
  const sources = await session.sources();
  if (sources.every(({ eventCount }) => eventCount === 0))
    throw new AppError('COMPLIANCE_NOT_ASSESSED', 'This case holds no events yet: take logs in first');
  const period = periodOf(request, sources);
  const asOfMs = request.asOf === undefined ? period.toMs : momentOf(request.asOf, 'asOf');
  const integrity = await integrityOf(openCase);
  const inputs: CaseInputs = { ...(await caseInputs(openCase, book)), integrity: { status: integrity } };
  const key = sha256Of(
    JSON.stringify([
      COMPLIANCE_ENGINE_VERSION,
      VOCABULARY_VERSION,
      contents.map(sha256Of),
      [...book.inputs].map(([name, { body }]) => [name, body['sha256']]).toSorted(),
      book.joins,
      book.holidays,
      period,
      asOfMs,
      frameworks.some(asksIntegrity) ? integrity : '',
    ]),
  );
  const kept = request.afresh === true ? undefined : await keptState(openCase, book, key);
  const seed = kept?.seed ?? randomBytes(4).readUInt32LE();
  const names = new Map(
    sources.flatMap(({ sha256, path }): [string, string][] =>
      sha256 === null ? [] : [[sha256, sourceNameOf(path, inputs.logSources ?? [])]],
    ),
  );
  const asked: AssessRequest = {
    frameworks,
    inputs,
    period,
    asOfMs,
    seed,
    sourceNames: [...names],
    notApplicable: Object.fromEntries(
      applied.map(({ framework, notApplicable }) => [framework.framework.id, notApplicable]),
    ),
    ...(kept === undefined ? {} : { base: { state: kept.state, size: kept.size } }),
  };
  const { recordCount } = await session.info();
  const outcome = await session.compliance.assess(asked, recordCount, {
    signal,
    onProgress: (done, total) => onProgress({ phase: 'assess', unit: 'records', done, total }),
  });
  signal.throwIfAborted();
  const root = await session.heads.rootAt(outcome.size);
  const { result } = outcome;
  const text = JSON.stringify(result);
  const summary: AssessmentSummary = {
    assessmentId: randomBytes(6).toString('hex'),
    recordSeq: null,
    at: new Date(nodeClock.nowMs()).toISOString(),
    operatorId: openCase.operator.operatorId,
    period: { from: new Date(period.fromMs).toISOString(), to: new Date(period.toMs).toISOString() },
    asOf: new Date(asOfMs).toISOString(),
    size: outcome.size,
    root: root === null ? '' : encodeHex(root),
    eventCount: outcome.eventCount,
    seconds: Math.round(performance.now() - startMs) / 1000,
    threads: outcome.threads,
    seed,
    engine: COMPLIANCE_ENGINE_VERSION,
    vocabulary: VOCABULARY_VERSION,
    software: `${SOFTWARE.name} ${SOFTWARE.version}`,
    integrity: result.badRanges.length > 0 ? 'failed' : integrity,
    inputs: [...book.inputs].map(([table, { recordSeq, body }]) => ({
      table,
      recordSeq,
      sha256: String(body['sha256']),
    })),
    parameterSeqs: book.parameterSeqs,
    readFrom: outcome.fromSeq,
    basedOn: kept === undefined || outcome.fromSeq === 0 ? null : kept.assessmentId,
    resultSha256: sha256Of(text),
    frameworks: result.cards.map((card, at) => ({
      id: card.framework.id,
      name: card.framework.name,
      version: card.framework.version,
      contentSha256: sha256Of(contents[at] ?? ''),
      headline: headlineOf(card),
      verdicts: card.verdicts,
    })),
  };
  onProgress({ phase: 'keep', unit: 'records', done: outcome.size, total: outcome.size });
  const recordSeq = await keep(openCase, book, { summary, outcome, text, contents, key });
  return { summary: { ...summary, recordSeq }, result, contents: frameworks };
}

interface ToKeep {
  summary: AssessmentSummary;
  outcome: AssessOutcome;
  text: string;
  contents: readonly string[];
  key: string;
}

/** States that later runs may go on from; older ones only take room. */
const KEPT_STATES = 3;

async function keep(
  openCase: OpenCase,
  book: ComplianceBook,
  { summary, outcome, text, contents, key }: ToKeep,
): Promise<number | null> {
  if (openCase.readOnlyReason !== undefined) return null;
  const { compliance } = openCase.session;
  for (const content of contents) await compliance.keep(Buffer.from(content, 'utf8'));
  await compliance.keep(Buffer.from(text, 'utf8'));
  const state = outcome.state === null ? null : await compliance.keep(outcome.state);
  const { recordSeq, ...manifest } = summary;
  void recordSeq;
  const recorded = await openCase.session.record('setting', {
    act: ACTS.assessment,
    manifest: manifest as unknown as JsonObject,
    state: state === null ? null : { sha256: state, size: outcome.size, key },
  });
  const states = book.assessments.flatMap(({ body }): KeptState['place'][] => {
    const place = body['state'] as JsonObject | null;
    return place === null || typeof place['sha256'] !== 'string'
      ? []
      : [{ sha256: place['sha256'], key: String(place['key']) }];
  });
  const olderOfOtherKeys = [
    ...new Map(states.filter((one) => one.key !== key).map((one) => [one.key, one.sha256])).values(),
  ];
  const needed = new Set([state, ...olderOfOtherKeys.slice(-(KEPT_STATES - 1))]);
  for (const { sha256 } of states) if (!needed.has(sha256)) await compliance.forget(sha256);
  return recorded;
}

const COMPARES_INTEGRITY = /"field":"integrity\.status","op":"(?!exists|missing)/u;

/** Whether a condition over events compares what a check of the case said; the probe of integrity itself looks at no event. */
const asksIntegrity = ({ vocabulary, requirements }: Framework): boolean =>
  [
    ...Object.values(vocabulary.selectors),
    ...requirements.flatMap(({ checks }) => checks.filter(({ evaluate }) => evaluate.type !== 'integrity')),
  ].some((part) => COMPARES_INTEGRITY.test(JSON.stringify(part)));

function chooseFrameworks(files: readonly FrameworkFile[], wanted: readonly string[] | undefined): FrameworkFile[] {
  if (wanted === undefined) return [...files];
  return [...new Set(wanted)].map((id) => {
    const found = files.find(({ framework }) => framework.framework.id === id);
    if (found !== undefined) return found;
    const known = files.map(({ framework }) => framework.framework.id).join(', ');
    throw new AppError('CONTRACT_BAD_INPUT', `There is no framework ${JSON.stringify(id)}; there are ${known}`);
  });
}

function periodOf({ from, to }: Request, sources: readonly SourceReport[]): AssessRequest['period'] {
  const times = (name: 'firstTime' | 'lastTime'): number[] =>
    sources.map((source) => Date.parse(source[name] ?? '')).filter((ms) => !Number.isNaN(ms));
  const firstMs = times('firstTime').reduce((least, ms) => Math.min(least, ms), Infinity);
  const lastMs = times('lastTime').reduce((most, ms) => Math.max(most, ms), -Infinity);
  if ((from === undefined || to === undefined) && !Number.isFinite(firstMs))
    throw new AppError('COMPLIANCE_NOT_ASSESSED', 'No event of this case has a time: say which period is meant');
  const fromMs = from === undefined ? Math.floor(firstMs / DAY_MS) * DAY_MS : momentOf(from, 'from');
  const toMs = to === undefined ? (Math.floor(lastMs / DAY_MS) + 1) * DAY_MS : momentOf(to, 'to');
  if (fromMs >= toMs) throw new AppError('CONTRACT_BAD_INPUT', 'The period ends before it begins');
  return { fromMs, toMs };
}

function momentOf(text: string, name: string): number {
  const timestamp = parseTime(text, {})?.timestamp;
  if (timestamp !== undefined && timestamp !== null) return Date.parse(timestamp);
  throw new AppError(
    'CONTRACT_BAD_INPUT',
    `The time given for "${name}" must be one like 2026-03-01 or 2026-03-01T00:00:00Z, not ${JSON.stringify(text)}`,
  );
}

const PAGE = 1000;

/** What the newest check of the case said, where it was made after the last evidence came in. */
async function integrityOf({ session }: OpenCase): Promise<'verified' | 'failed' | 'unverified'> {
  let status: 'verified' | 'failed' | 'unverified' = 'unverified';
  for (let afterSeq = -1; ; ) {
    const page = await session.log({ afterSeq, kinds: ['verify', 'source-report'], limit: PAGE });
    for (const { kind, body } of page) {
      // A broken case stays broken whatever comes in later, until a check says otherwise.
      if (kind === 'source-report') status = status === 'failed' ? 'failed' : 'unverified';
      else status = body['verdict'] === 'intact' ? 'verified' : body['verdict'] === 'broken' ? 'failed' : 'unverified';
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return status;
    afterSeq = last.seq;
  }
}
