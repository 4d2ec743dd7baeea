/**
 * Compliance of a case: tables and frameworks in, assessments made and read, decisions on exceptions signed.
 *
 * Errors: COMPLIANCE_*, CASE_READ_ONLY, SIGNATURE_MISSING and those of the papers.
 */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { INPUT_TABLES } from '../../engines/compliance/input-tables.ts';
import { applyParameters, parametersOf } from '../../engines/compliance/parameters.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import { DECISION_TYPE } from '../../shared/compliance-words.ts';
import type { InputOf, OperationName, OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeClock } from '../adapters/node-ports.ts';
import { createAssessmentShelf } from '../compliance/assessment-papers.ts';
import { importInputs, textOfFile } from '../compliance/case-inputs.ts';
import { compareAssessments } from '../compliance/compare-assessments.ts';
import { ACTS, type ComplianceBook, complianceBook } from '../compliance/compliance-records.ts';
import { exceptionForecast } from '../compliance/exception-forecast.ts';
import { listExceptions, type Register } from '../compliance/exception-register.ts';
import { type FrameworkFile, ownFrameworks, readFramework, sha256Of } from '../compliance/framework-files.ts';
import { cardOf, requirementOf } from '../compliance/read-card.ts';
import { runAssessment } from '../compliance/run-assessment.ts';
import { workPaper } from '../compliance/work-paper.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

type Names = Extract<OperationName, `compliance.${string}`>;
type Summary = OutputOf<'compliance.frameworks'>[number];

type Threshold = OutputOf<'compliance.framework'>['requirements'][number]['checks'][number]['threshold'];

const DEFAULT_WEEKS = 4;
const todayText = (): string => new Date(nodeClock.nowMs()).toISOString().slice(0, 10);
const registerOf = ({ decisions }: ComplianceBook): Register => ({ decisions, today: todayText() });

export function complianceHandlers(jobs: JobTable): Handlers<Names> {
  const shelf = createAssessmentShelf();
  const open = async (openCase: OpenCase, id: string | undefined) => {
    const book = await complianceBook(openCase);
    return { book, assessed: await shelf.get(openCase, book, id) };
  };
  return {
    'compliance.inputs': async (_, { openCase }) => listInputs(openCase),
    'compliance.importInputs': async (input, { openCase }) => importInputs(openCase, withoutHandle(input)),
    'compliance.frameworks': async (_, { openCase }) => (await filesOf(openCase)).map(summaryOf),
    'compliance.framework': async ({ framework }, { openCase }) => describeFramework(openCase, framework),
    'compliance.importFramework': async ({ file }, { openCase }) => importFramework(openCase, file),
    'compliance.parameters': async (_, { openCase }) => {
      const { changes, joins, holidays } = await complianceBook(openCase);
      return { changes, joins, holidays };
    },
    'compliance.setParameters': async (input, { openCase }) => setParameters(openCase, withoutHandle(input)),
    'compliance.assess': async ({ handle, ...request }, { openCase }) =>
      jobs.start('compliance.assess', handle, async (control) => {
        const assessed = await runAssessment(openCase, await filesOf(openCase), request, control);
        shelf.put(openCase, assessed);
        return assessed.summary;
      }),
    'compliance.assessments': async (_, { openCase }) => shelf.list(openCase, await complianceBook(openCase)),
    'compliance.assessment': async ({ assessmentId, comparedTo }, { openCase }) => {
      const { book, assessed } = await open(openCase, assessmentId);
      const { summary, result } = assessed;
      const before = comparedTo === undefined ? undefined : await shelf.get(openCase, book, comparedTo);
      return {
        summary,
        counts: result.counts,
        badRanges: result.badRanges,
        cards: result.cards.map((card) => cardOf(assessed, card)),
        sources: result.sources.map(({ id, count, days, isListed, isExpected, oldestMs, newestMs }) => ({
          id,
          count,
          days,
          isListed,
          isExpected,
          firstTime: oldestMs === null ? null : new Date(oldestMs).toISOString(),
          lastTime: newestMs === null ? null : new Date(newestMs).toISOString(),
        })),
        comparison: before === undefined ? null : compareAssessments(before, assessed),
      };
    },
    'compliance.requirement': async ({ assessmentId, framework, requirement }, { openCase }) => {
      const { book, assessed } = await open(openCase, assessmentId);
      return requirementOf(assessed, framework, requirement, registerOf(book));
    },
    'compliance.exceptions': async ({ assessmentId, handle, ...asked }, { openCase }) => {
      void handle;
      const { book, assessed } = await open(openCase, assessmentId);
      return listExceptions(assessed.summary.assessmentId, assessed.result, book, todayText(), asked);
    },
    'compliance.decideException': async (input, { openCase }) => decide(openCase, withoutHandle(input)),
    'compliance.sample': async ({ assessmentId, framework, check, size }, { openCase }) => {
      const { assessed } = await open(openCase, assessmentId);
      return workPaper(assessed, framework, check, size);
    },
    'compliance.forecast': async ({ assessmentId, framework, requirement, weeks }, { openCase }) => {
      const { book, assessed } = await open(openCase, assessmentId);
      return exceptionForecast(assessed, framework, requirement, weeks ?? DEFAULT_WEEKS, registerOf(book));
    },
  };
}

/** Those of the program, then those this case was given. */
async function filesOf(openCase: OpenCase): Promise<FrameworkFile[]> {
  const { frameworks } = await complianceBook(openCase);
  const brought = await Promise.all(
    [...frameworks.values()].map(async ({ recordSeq, body }): Promise<FrameworkFile> => {
      const sha256 = String(body['sha256']);
      const text = Buffer.from(await openCase.session.compliance.fetch(sha256)).toString('utf8');
      return { framework: readFramework(text), sha256, recordSeq };
    }),
  );
  return [...(await ownFrameworks()), ...brought];
}

function summaryOf({ framework, sha256, recordSeq }: FrameworkFile): Summary {
  const { id, name, version, licenceNote } = framework.framework;
  const { assessableUnits, count, unit } = framework.universe;
  return {
    id,
    name,
    version,
    sha256,
    isOwn: recordSeq !== undefined,
    requirementCount: framework.requirements.length,
    checkCount: framework.requirements.reduce((sum, { checks }) => sum + checks.length, 0),
    reach: { assessable: assessableUnits, universe: count, unit },
    licenceNote,
  };
}

async function describeFramework(openCase: OpenCase, id: string): Promise<OutputOf<'compliance.framework'>> {
  const file = (await filesOf(openCase)).find(({ framework }) => framework.framework.id === id);
  if (file === undefined) throw new AppError('CONTRACT_BAD_INPUT', `There is no framework ${JSON.stringify(id)}`);
  const applied = applyParameters(file.framework, (await complianceBook(openCase)).changes);
  if ('problem' in applied) throw new AppError('COMPLIANCE_CONTENT_REFUSED', applied.problem);
  const { framework, notApplicable } = applied;
  return {
    ...summaryOf(file),
    requirements: framework.requirements.map(({ id: name, title, statement, weight, assessability, checks }) => ({
      id: name,
      title,
      statement,
      weight,
      assessability,
      notApplicable: notApplicable[name] ?? null,
      checks: checks.map((check) => ({
        id: check.id,
        description: check.description,
        severity: check.severity,
        threshold: check.threshold as Threshold,
        requiresInputs: check.requiresInputs,
        parameters: parametersOf(check),
      })),
    })),
    notAssessable: framework.notAssessable,
  };
}

async function importFramework(
  openCase: OpenCase,
  file: InputOf<'compliance.importFramework'>['file'],
): Promise<OutputOf<'compliance.importFramework'>> {
  refuseReadOnly(openCase);
  const { name, text, sha256: fileSha256 } = await textOfFile(file);
  const framework = readFramework(text);
  const { id } = framework.framework;
  if ((await ownFrameworks()).some((ours) => ours.framework.framework.id === id))
    throw new AppError(
      'COMPLIANCE_CONTENT_REFUSED',
      `The framework file was not taken: ${id} is one of the program's own; give yours another id`,
    );
  const sha256 = await openCase.session.compliance.keep(Buffer.from(text, 'utf8'));
  const recordSeq = await openCase.session.record('setting', {
    act: ACTS.framework,
    framework: id,
    version: framework.framework.version,
    sha256,
    file: { name, sha256: fileSha256 },
  });
  return { framework: summaryOf({ framework, sha256: sha256Of(text), recordSeq }), recordSeq };
}

async function setParameters(
  openCase: OpenCase,
  { reason, changes = [], joins, holidays }: Omit<InputOf<'compliance.setParameters'>, 'handle'>,
): Promise<{ recordSeq: number }> {
  refuseReadOnly(openCase);
  if (changes.length === 0 && joins === undefined && holidays === undefined)
    throw new AppError('CONTRACT_BAD_INPUT', 'Say what to set');
  const files = await filesOf(openCase);
  const said = changes.map((change) => ({ ...change, reason }));
  for (const id of new Set(changes.map(({ framework }) => framework))) {
    const file = files.find(({ framework }) => framework.framework.id === id);
    if (file === undefined) throw new AppError('CONTRACT_BAD_INPUT', `There is no framework ${JSON.stringify(id)}`);
    const applied = applyParameters(file.framework, said);
    if ('problem' in applied) throw new AppError('CONTRACT_BAD_INPUT', applied.problem);
  }
  const recordSeq = await openCase.session.record('setting', {
    act: ACTS.parameters,
    reason,
    changes: said,
    ...(joins === undefined ? {} : { joins }),
    ...(holidays === undefined ? {} : { holidays }),
  });
  return { recordSeq };
}

async function listInputs(openCase: OpenCase): Promise<OutputOf<'compliance.inputs'>> {
  const book = await complianceBook(openCase);
  const checks = (await ownFrameworks()).flatMap(({ framework }) =>
    framework.requirements.flatMap((one) => one.checks),
  );
  return INPUT_TABLES.map(({ name, title, says, fields }) => {
    const noted = book.inputs.get(name);
    return {
      table: name,
      title,
      says,
      fields: fields.map((field) => ({ name: field.name, type: field.type, isRequired: field.isRequired === true })),
      neededBy: checks.filter(({ requiresInputs }) => requiresInputs.some((one) => one.startsWith(`${name}[]`))).length,
      loaded:
        noted === undefined
          ? null
          : {
              recordSeq: noted.recordSeq,
              at: noted.at,
              operatorId: noted.operatorId,
              rowCount: Number(noted.body['rowCount'] ?? 0),
              rejectedCount: Number(noted.body['rejectedCount'] ?? 0),
              fileName: String((noted.body['file'] as JsonObject | undefined)?.['name'] ?? ''),
              sha256: String(noted.body['sha256']),
              times: book.inputCounts.get(name) ?? 0,
            },
    };
  });
}

async function decide(
  openCase: OpenCase,
  { signers = [], ...said }: Omit<InputOf<'compliance.decideException'>, 'handle'>,
): Promise<OutputOf<'compliance.decideException'>> {
  refuseReadOnly(openCase);
  if (said.until !== undefined && said.until < todayText())
    throw new AppError('CONTRACT_BAD_INPUT', 'until: this day is over');
  const { session, operator } = openCase;
  const { origin } = await session.info();
  const signing = await session.signing(signers);
  try {
    const statement = { ...said, log: origin, operatorId: operator.operatorId } as JsonObject;
    const envelope = await signing.sign(DECISION_TYPE, canonicalize(statement));
    const { exceptionId, status } = said;
    const recordSeq = await session.record('setting', { act: ACTS.decision, exceptionId, status, envelope });
    return { recordSeq, signedBy: [...signing.operatorIds] };
  } finally {
    await signing.end();
  }
}

function refuseReadOnly({ readOnlyReason }: OpenCase): void {
  if (readOnlyReason !== undefined)
    throw new AppError('CASE_READ_ONLY', `Nothing can be recorded in this case: ${readOnlyReason}`);
}
