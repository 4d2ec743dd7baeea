/**
 * A sample of the units of one check as an auditor's work paper, drawn by the seed of the assessment: the same whoever asks.
 *
 * No input or output. Size: the one that would show a rate of exceptions at which the control is ineffective, with 95 %
 * confidence; where fewer are asked for, the paper says what those can show.
 */
import { sampleFor, upperLimit } from '../../engines/compliance/score.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { evidenceOf, unitOf } from './exception-register.ts';
import { findRequirement } from './read-card.ts';
import type { Assessed } from './run-assessment.ts';

type Paper = OutputOf<'compliance.sample'>;

export function workPaper(assessed: Assessed, framework: string, checkId: string, size: number | undefined): Paper {
  const card = assessed.result.cards.find((one) => one.framework.id === framework);
  const holder = card?.requirements.find(({ checks }) => checks.some(({ id }) => id === checkId));
  if (holder === undefined)
    throw new AppError(
      'COMPLIANCE_NOT_ASSESSED',
      `${framework} has no check ${JSON.stringify(checkId)} in this assessment`,
    );
  const { stored, content } = findRequirement(assessed, framework, holder.id);
  const at = stored.checks.findIndex(({ id }) => id === checkId);
  const check = stored.checks[at];
  const said = content.checks[at];
  if (check === undefined || said === undefined) throw new AppError('INTERNAL', 'A check without its content');
  const units = assessed.result.samples[check.sample] ?? [];
  const wanted = size ?? Math.min(sampleFor(said.tolerance.ineffectiveAtRate), check.population);
  const drawn = units.slice(0, wanted);
  const known = drawn.filter(({ state }) => state !== 'unknown');
  const exceptionsInSample = known.filter(({ state }) => state === 'exception').length;
  const limits = [
    ...(units.length === 0
      ? [
          'The units of this check are not counted one by one (bursts, calendars, records): look at its exceptions instead.',
        ]
      : []),
    ...(drawn.length < wanted && units.length > 0 ? [`Only ${drawn.length} units can be drawn.`] : []),
    'All units were tested by the program; the sample is for a person to test the test.',
    said.population.description,
  ];
  return {
    assessmentId: assessed.summary.assessmentId,
    framework,
    requirement: holder.id,
    check: checkId,
    description: check.description,
    unit: check.unit,
    population: check.population,
    populationText: said.population.description,
    criterion: said.eventCriteria,
    rule: `${sampleFor(said.tolerance.ineffectiveAtRate)} units show a rate of ${said.tolerance.ineffectiveAtRate * 100} % with 95 % confidence; drawn by hash of the unit's name under seed ${assessed.summary.seed}, lowest first`,
    seed: assessed.summary.seed,
    size: drawn.length,
    exceptionsInSample,
    upperLimit: known.length === 0 ? null : upperLimit(exceptionsInSample, known.length),
    units: drawn.map(({ key, state, first }, n) => ({
      n: n + 1,
      unit: unitOf(key),
      state,
      event: first === undefined ? null : evidenceOf(first),
    })),
    limits,
  };
}
