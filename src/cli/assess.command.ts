/** `assess`: what the logs of a case show of each framework, its requirements and exceptions; decisions on exceptions. */
import type { OutputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { countOf, formatCount, formatMinute } from '../shared/format-values.ts';
import {
  type Answer,
  type Command,
  type CommandArgs,
  EXIT_FAILED,
  EXIT_FINDINGS,
  EXIT_FINE,
  type OptionSpec,
} from './command.ts';
import { escapeText } from './escape-text.ts';
import { renderFacts, renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, given, runJob, withCase } from './use-host.ts';

type Assessment = OutputOf<'compliance.assessment'>;
type Requirement = OutputOf<'compliance.requirement'>;

const WHICH = {
  assessment: { type: 'string', value: 'ID', doc: 'Of an earlier assessment. Default: the newest.' },
} as const satisfies Record<string, OptionSpec>;

export const assess: Command = {
  name: 'assess',
  summary: 'Assess the events of a case by compliance frameworks, and keep the result.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    framework: { type: 'string', value: 'ID', multiple: true, doc: 'Only this framework; may be given again.' },
    from: { type: 'string', value: 'TIME', doc: 'Beginning of the period. Default: the day of the first event.' },
    to: { type: 'string', value: 'TIME', doc: 'Its end. Default: the end of the day of the last event.' },
    'as-of': { type: 'string', value: 'TIME', doc: 'What is not due by then is open. Default: the end of the period.' },
    afresh: { type: 'boolean', doc: 'Read all events again, also those an earlier assessment looked at.' },
  },
  details: [
    'Exit code 0: no requirement is not met; 1: some are not met; 2: it could not be assessed, or no framework has evidence enough',
    'for a number. What was not assessed counts as not shown, never as fine: `assess inputs list` says what is missing.',
  ].join('\n'),
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const frameworks = args.texts('framework');
      const { assessmentId } = await runJob(context, 'compliance.assess', {
        handle,
        ...(frameworks.length === 0 ? {} : { frameworks: [...frameworks] }),
        ...given({ from: args.text('from'), to: args.text('to'), asOf: args.text('as-of') }),
        ...(args.flag('afresh') ? { afresh: true } : {}),
      });
      const assessment = await callHost(context, 'compliance.assessment', { handle, assessmentId });
      return {
        exitCode: exitCodeOf(assessment),
        json: assessment,
        lines: () => assessmentLines(assessment, context.terminal.widthColumns),
      };
    }),
};

function exitCodeOf({ cards, badRanges }: Assessment): Answer['exitCode'] {
  if (cards.some(({ verdicts }) => verdicts.notMet > 0)) return EXIT_FINDINGS;
  const isTooLittle = cards.every(({ headline }) => headline.demonstrated === null);
  return isTooLittle || badRanges.length > 0 ? EXIT_FAILED : EXIT_FINE;
}

const numberText = (value: number | null): string => (value === null ? '–' : value.toFixed(1));

export function assessmentLines(
  { summary, cards, counts, badRanges }: Assessment,
  width: number | undefined,
): string[] {
  const { period, integrity, readFrom, basedOn, inputs } = summary;
  const rows = cards.map(({ id, headline, verdicts }) => [
    id,
    headline.demonstrated === null ? 'insufficient' : numberText(headline.demonstrated),
    numberText(headline.ceiling),
    numberText(headline.onAssessed),
    `${numberText(headline.coverage)} %`,
    headline.confidence === null ? '–' : `${headline.confidence.word} (${headline.confidence.limitedBy})`,
    String(verdicts.notMet),
    String(headline.criticalFailures),
  ]);
  const missing = new Map<string, number>();
  for (const { missingInputs } of cards.flatMap(({ requirements }) => requirements))
    for (const table of missingInputs) missing.set(table, (missing.get(table) ?? 0) + 1);
  return [
    ...renderFacts([
      [
        'Assessment',
        `${summary.assessmentId}${summary.recordSeq === null ? ', not kept: the case is read-only' : `, record ${summary.recordSeq}`}`,
      ],
      ['Period', `${formatMinute(period.from)} to ${formatMinute(period.to)} UTC`],
      [
        'Events',
        `${formatCount(counts.inPeriod)} in the period of ${formatCount(counts.events)}; ${formatCount(counts.unclassified)} of no known class`,
      ],
      [
        'Evidence',
        `${integrity}, ${formatCount(summary.size)} records of the log${basedOn === null ? '' : `, of which ${formatCount(summary.size - readFrom)} were read now`}`,
      ],
      [
        'Tables',
        inputs.length === 0
          ? 'none: most checks can not be made (assess inputs list)'
          : inputs.map(({ table }) => table).join(', '),
      ],
    ]),
    '',
    ...renderTable(
      [
        { title: 'Framework' },
        { title: 'Demonstrated', align: 'right' },
        { title: 'Ceiling', align: 'right' },
        { title: 'On assessed', align: 'right' },
        { title: 'Coverage', align: 'right' },
        { title: 'Confidence', shrinks: 'wrap' },
        { title: 'Not met', align: 'right' },
        { title: 'Critical', align: 'right' },
      ],
      rows,
      width,
    ),
    '',
    'Demonstrated: what the evidence shows, of 100; it could be anything up to the ceiling, because the rest has no evidence.',
    ...(badRanges.length > 0
      ? [
          `${countOf(badRanges.length, 'range')} of records could not be relied on and are part of nothing here: verify the case.`,
        ]
      : []),
    ...cards.flatMap(({ id, requirements }) => {
      const notMet = requirements.filter(({ verdict }) => verdict === 'notMet');
      return notMet.length === 0
        ? []
        : [
            '',
            `${id}, not met:`,
            ...notMet.map(
              (one) => `  ${escapeText(one.id)}  ${escapeText(one.title)}, ${countOf(one.exceptions, 'exception')}`,
            ),
          ];
    }),
    ...(missing.size === 0
      ? []
      : [
          '',
          'Missing tables, and how many requirements ask for them:',
          ...[...missing].toSorted(([, one], [, two]) => two - one).map(([table, times]) => `  ${table}  ${times}`),
        ]),
  ];
}

export const assessShow: Command = {
  name: 'assess show',
  summary: 'Show one requirement of an assessment: checks, exceptions, the events behind them.',
  positionals: [{ name: 'REQUIREMENT', required: true, doc: 'its id, as `assess` prints it: 8.3.4, AC-7, Art.9' }],
  options: {
    ...CASE_OPTIONS,
    ...WHICH,
    framework: { type: 'string', value: 'ID', doc: 'Needed where several frameworks have a requirement of this id.' },
  },
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const which = given({ assessmentId: args.text('assessment') });
      const { cards } = await callHost(context, 'compliance.assessment', { handle, ...which });
      const framework = frameworkWith(cards, args.first, args.text('framework'));
      const found = await callHost(context, 'compliance.requirement', {
        handle,
        ...which,
        framework,
        requirement: args.first,
      });
      return {
        exitCode: found.verdict === 'notMet' ? EXIT_FINDINGS : found.points === null ? EXIT_FAILED : EXIT_FINE,
        json: found,
        lines: () => requirementLines(found),
      };
    }),
};

function frameworkWith(cards: Assessment['cards'], requirement: string, framework: string | undefined): string {
  const fitting = cards.filter(
    ({ id, requirements }) =>
      (framework === undefined || id === framework) && requirements.some((one) => one.id === requirement),
  );
  const [only, second] = fitting;
  if (only !== undefined && second === undefined) return only.id;
  const why =
    only === undefined ? 'no assessed framework has it' : `say which: ${fitting.map(({ id }) => id).join(', ')}`;
  throw new AppError('CLI_USAGE', `Requirement ${JSON.stringify(requirement)}: ${why} (--framework)`);
}

const VERDICT_WORDS: Readonly<Record<string, string>> = {
  met: 'MET',
  partlyMet: 'PARTLY MET',
  notMet: 'NOT MET',
  notAssessed: 'NOT ASSESSED',
  notExercised: 'NOT EXERCISED: the situation did not arise',
  notApplicable: 'NOT APPLICABLE',
};
const OUTCOME_WORDS = {
  passed: 'PASSED',
  failed: 'FAILED',
  review: 'LOOK AT',
  notExercised: 'DID NOT ARISE',
  notAssessed: 'NOT ASSESSED',
} as const;
const SHOWN_EXCEPTIONS = 10;

export function requirementLines(found: Requirement): string[] {
  const { framework, id, title, verdict, reason, confidence, checks } = found;
  return [
    `${framework} ${escapeText(id)}: ${escapeText(title)}`,
    `${VERDICT_WORDS[verdict] ?? verdict}${reason === null ? '' : ` (${escapeText(reason)})`}; ${Math.floor(found.assessedShare * 100)} % of it was assessed; confidence ${confidence === null ? '–' : `${confidence.word}, limited by ${confidence.limitedBy}`}`,
    escapeText(found.statement),
    ...checks.flatMap((check) => [
      '',
      `${OUTCOME_WORDS[check.outcome]}  ${escapeText(check.description)}`,
      `  ${escapeText(check.explanation)}`,
      ...(check.missingInputs.length === 0 ? [] : [`  needs the tables: ${check.missingInputs.join(', ')}`]),
      ...check.coverage
        .filter((one) => !one.isProven)
        .map((one) => `  nothing proves that this is recorded: ${escapeText(one.words)}`),
      ...check.exceptions.slice(0, SHOWN_EXCEPTIONS).map((one) => `  ${exceptionLine(one)}`),
      ...(check.exceptionCount > SHOWN_EXCEPTIONS
        ? [`  and ${check.exceptionCount - SHOWN_EXCEPTIONS} more (--json)`]
        : []),
    ]),
    '',
    `Limits: ${escapeText(found.limits)}`,
  ];
}

function exceptionLine({
  exceptionId,
  firstTime,
  unit,
  note,
  evidence,
  status,
}: Requirement['checks'][number]['exceptions'][number]): string {
  const events = evidence.flatMap(({ seq }) => (seq === null ? [] : [seq]));
  return [
    `[${exceptionId}]`,
    firstTime === null ? 'no time' : formatMinute(firstTime),
    escapeText(unit.join(' · ')),
    ...(note === null ? [] : [escapeText(note)]),
    ...(events.length === 0 ? [] : [`event ${events.join(', ')}`]),
    ...(status === 'open' ? [] : [status]),
  ].join('  ');
}

const STATES = ['open', 'accepted', 'mitigated', 'falsePositive'] as const;

export const assessExceptions: Command = {
  name: 'assess exceptions',
  summary: 'List exceptions, each once with all requirements it touches, and what was decided on them.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    ...WHICH,
    framework: { type: 'string', value: 'ID', doc: 'Only those that touch this framework.' },
    status: { type: 'string', value: 'S', doc: `One of ${STATES.join(', ')}.` },
    limit: { type: 'string', value: 'N', doc: 'At most so many. Default: 200.' },
  },
  run: async (args, context) => {
    const status = statusIn(args);
    const limit = args.integer('limit', { min: 1, max: 1000 });
    return withCase(args, context, async ({ handle }) => {
      const listed = await callHost(context, 'compliance.exceptions', {
        handle,
        ...given({ assessmentId: args.text('assessment'), framework: args.text('framework'), status, limit }),
      });
      return {
        exitCode: listed.byStatus.open > 0 ? EXIT_FINDINGS : EXIT_FINE,
        json: listed,
        lines: () => exceptionLines(listed, context.terminal.widthColumns),
      };
    });
  },
};

function statusIn(args: CommandArgs): (typeof STATES)[number] | undefined {
  const typed = args.text('status');
  const found = STATES.find((one) => one === typed);
  if (typed !== undefined && found === undefined)
    throw new AppError('CLI_USAGE', `--status is one of ${STATES.join(', ')}`);
  return found;
}

function exceptionLines(listed: OutputOf<'compliance.exceptions'>, width: number | undefined): string[] {
  const rows = listed.exceptions.map((one) => [
    one.exceptionId,
    one.severity,
    one.status === 'accepted'
      ? `accepted until ${one.decision?.until ?? '?'}`
      : one.decision?.isExpired === true
        ? 'open, acceptance over'
        : one.status,
    one.firstTime === null ? '–' : formatMinute(one.firstTime),
    escapeText(one.description),
    escapeText(one.unit.join(' · ')),
    one.hits.map(({ framework, requirement }) => `${framework} ${requirement}`).join(', '),
  ]);
  const { open, accepted, mitigated, falsePositive } = listed.byStatus;
  return [
    ...renderTable(
      [
        { title: 'Id' },
        { title: 'Severity' },
        { title: 'Status' },
        { title: 'First' },
        { title: 'What', shrinks: 'wrap' },
        { title: 'Who or what', shrinks: 'wrap' },
        { title: 'Touches', shrinks: 'wrap' },
      ],
      rows,
      width,
    ),
    '',
    `${open} open, ${accepted} accepted, ${mitigated} mitigated, ${falsePositive} false positives; ${listed.total - listed.exceptions.length} not shown`,
    ...(listed.unlisted > 0 ? [`${formatCount(listed.unlisted)} more were counted and are not kept one by one.`] : []),
    ...(listed.unsigned.length > 0
      ? [`Decisions whose signature does not hold count for nothing: records ${listed.unsigned.join(', ')}`]
      : []),
  ];
}

const decideCommand = (name: string, summary: string, extra: Record<string, OptionSpec>): Omit<Command, 'run'> => ({
  name,
  summary,
  positionals: [{ name: 'EXCEPTION', required: true, doc: 'its id: 12 hex digits, as `assess exceptions` prints it' }],
  options: {
    ...CASE_OPTIONS,
    ...extra,
    reason: { type: 'string', value: 'TEXT', required: true, doc: 'Why.' },
  },
  details: 'The decision is signed by the operator and recorded. It changes no score and no verdict.',
});

export const assessAccept: Command = {
  ...decideCommand('assess accept', 'Record that an exception is accepted: by whom, until when, why.', {
    by: { type: 'string', value: 'NAME', required: true, doc: 'Who bears the risk.' },
    until: { type: 'string', value: 'DAY', required: true, doc: 'Last day on which it is accepted (YYYY-MM-DD).' },
  }),
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) =>
      decided(
        await callHost(context, 'compliance.decideException', {
          handle,
          exceptionId: args.first,
          status: 'accepted',
          reason: args.requiredText('reason'),
          acceptedBy: args.requiredText('by'),
          until: args.requiredText('until'),
        }),
        `${args.first} is accepted until ${args.requiredText('until')}`,
      ),
    ),
};

export const assessDecide: Command = {
  ...decideCommand('assess decide', 'Record that an exception is mitigated, a false positive, or open again.', {
    status: { type: 'string', value: 'S', required: true, doc: 'One of mitigated, falsePositive, open.' },
  }),
  run: async (args, context) => {
    const status = statusIn(args);
    if (status === undefined || status === 'accepted')
      throw new AppError('CLI_USAGE', 'To accept an exception, use assess accept');
    return withCase(args, context, async ({ handle }) =>
      decided(
        await callHost(context, 'compliance.decideException', {
          handle,
          exceptionId: args.first,
          status,
          reason: args.requiredText('reason'),
        }),
        `${args.first} is ${status}`,
      ),
    );
  },
};

const decided = (answer: OutputOf<'compliance.decideException'>, says: string): Answer => ({
  exitCode: EXIT_FINE,
  json: answer,
  lines: () => [`${escapeText(says)}; signed by ${answer.signedBy.join(', ')}, record ${answer.recordSeq}`],
});
