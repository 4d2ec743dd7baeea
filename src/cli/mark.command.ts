/** `mark ...`: outside marks of a case, asked for, taken in, compared; and whom this workstation trusts. */
import { type MarkRequest, MARK_REQUESTS, TRUST_KINDS, type TrustKind } from '../shared/mark-words.ts';
import type { OutputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { countOf, formatCount, formatSecond } from '../shared/format-values.ts';
import { type Answer, type Command, type CommandArgs, EXIT_FAILED, EXIT_FINDINGS, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { renderFacts, renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, given, withCase } from './use-host.ts';

export const markStatus: Command = {
  name: 'mark status',
  summary: 'Show who outside vouches for how much of a case.',
  positionals: [],
  options: CASE_OPTIONS,
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const status = await callHost(context, 'mark.status', { handle });
      return { exitCode: EXIT_FINE, json: status, lines: () => statusLines(status, context.terminal.widthColumns) };
    }),
};

export const markRequest: Command = {
  name: 'mark request',
  summary: 'Write what is carried outside: to a witness, a time stamp authority, a printer.',
  positionals: [{ name: 'FORM', required: true, doc: `one of ${MARK_REQUESTS.join(', ')}` }],
  options: {
    ...CASE_OPTIONS,
    out: { type: 'string', value: 'FOLDER', doc: 'Where to write the file. Default: here.' },
    old: { type: 'string', value: 'N', doc: 'witness: records it has cosigned last; its answer 409 says how many.' },
    witness: { type: 'string', value: 'NAME', doc: 'witness: which one is meant.' },
    force: { type: 'boolean', doc: 'Replace a file of the same name.' },
  },
  details:
    'witness: SIZE.add-checkpoint, for `witness sign`. time-stamp: SIZE.tsq, to be posted to an RFC 3161 authority. head: SIZE.note, the signed head, for `ots stamp` or anybody. paper: SIZE.svg, a page to print and sign.',
  async run(args, context) {
    const form = MARK_REQUESTS.find((each) => each === args.first);
    if (form === undefined) throw new AppError('CLI_USAGE', `FORM must be one of ${MARK_REQUESTS.join(', ')}`);
    const oldSize = args.integer('old', { min: 0, max: Number.MAX_SAFE_INTEGER });
    return withCase(args, context, async ({ handle }) => {
      const made = await callHost(context, 'mark.request', {
        handle,
        form,
        dir: args.text('out') ?? '.',
        ...given({ oldSize, witness: args.text('witness') }),
        ...(args.flag('force') ? { overwrite: true } : {}),
      });
      return { exitCode: EXIT_FINE, json: made, lines: () => requestLines(form, made) };
    });
  },
};

const NEXT: Readonly<Record<MarkRequest, (made: OutputOf<'mark.request'>) => string>> = {
  witness: ({ key }) => `Carry it to the witness: witness sign FILE. It must watch this case by the key ${key}`,
  'time-stamp': () =>
    'Any machine on a network: curl -H "Content-Type: application/timestamp-query" --data-binary @FILE URL > SIZE.tsr',
  head: () => 'Give it to whom you like; with OpenTimestamps: ots stamp FILE, then take FILE.ots in.',
  paper: () => 'Print it, sign it, keep it away from this machine. To compare later: mark compare "SIZE WORDS".',
};

const requestLines = (form: MarkRequest, made: OutputOf<'mark.request'>): string[] => [
  ...renderFacts([
    ['File', made.path],
    ['Head', `over ${countOf(made.size, 'record')}, sha256 ${made.headSha256}`],
    ['Check words', made.words],
    ['Record', `#${made.recordSeq}`],
  ]),
  '',
  escapeText(NEXT[form](made)),
];

export const markImport: Command = {
  name: 'mark import',
  summary: 'Take in what came back: cosignatures, a time stamp, an OpenTimestamps proof.',
  positionals: [{ name: 'FILE', required: true, doc: 'a .cosig, .tsr or .ots file; told by its content' }],
  options: CASE_OPTIONS,
  details: 'Exit code 1 where the file does not fit a head of the case: it is then not recorded.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle }): Promise<Answer> => {
      const answer = await callHost(context, 'mark.import', { handle, path: args.first });
      const { outcome, form, size, state, who, time, detail, findings, recordSeq } = answer;
      const what = outcome === 'recorded' ? 'Taken in' : 'Already on record';
      return {
        exitCode: outcome === 'refused' ? EXIT_FINDINGS : EXIT_FINE,
        json: answer,
        lines: () =>
          outcome === 'refused'
            ? [`Refused: ${escapeText(detail)} [${findings[0]?.kind ?? ''}]`]
            : [
                `${what} as record #${recordSeq}: ${form ?? ''} over ${countOf(size ?? 0, 'record')}, ${state ?? ''}`,
                ...[who, time ?? '', detail].filter(Boolean).map((line) => `  ${escapeText(line)}`),
              ],
      };
    }),
};

export const markCompare: Command = {
  name: 'mark compare',
  summary: 'Compare an earlier head, typed from paper or in a file, with a case.',
  positionals: [
    { name: 'HEAD', required: true, doc: 'a file, the folder of a bundle, or "RECORDS WORDS..." as on the page' },
  ],
  options: {
    ...CASE_OPTIONS,
    typed: { type: 'boolean', doc: 'HEAD is what was typed, not a file.' },
    proof: { type: 'string', value: 'FILE', doc: 'Write both heads there, should they contradict each other.' },
  },
  details: 'Exit code 0 the same history, 1 not the same, 2 could not be compared.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const isTyped = args.flag('typed') || /^\d[\d,.' ]*\s+[a-z0-9]/iu.test(args.first);
      const answer = await callHost(context, 'mark.compare', {
        handle,
        ...(isTyped ? { text: args.first } : { path: args.first }),
        ...given({ proofPath: args.text('proof') }),
      });
      return { exitCode: COMPARE_EXIT[answer.outcome], json: answer, lines: () => compareLines(answer) };
    }),
};

const COMPARE_EXIT: Readonly<Record<OutputOf<'mark.compare'>['outcome'], Answer['exitCode']>> = {
  same: EXIT_FINE,
  ahead: EXIT_FINDINGS,
  'two-histories': EXIT_FINDINGS,
  'other-case': EXIT_FINDINGS,
  'could-not': EXIT_FAILED,
};

const COMPARE_WORDS: Readonly<Record<OutputOf<'mark.compare'>['outcome'], string>> = {
  same: 'SAME HISTORY',
  ahead: 'MORE THAN ARE HERE',
  'two-histories': 'TWO HISTORIES',
  'other-case': 'ANOTHER CASE',
  'could-not': 'COULD NOT BE COMPARED',
};

const compareLines = ({ outcome, detail, proofPath }: OutputOf<'mark.compare'>): string[] => [
  `${COMPARE_WORDS[outcome]}: ${escapeText(detail)}.`,
  ...(proofPath === null ? [] : [`Both heads are in ${escapeText(proofPath)}: keep it.`]),
];

export const markTrust: Command = {
  name: 'mark trust',
  summary: 'Trust a witness, an issuer of time stamps or a block of Bitcoin; without one, list them.',
  positionals: [{ name: 'KIND', required: false, doc: `one of ${TRUST_KINDS.join(', ')}` }],
  options: {
    ...CASE_OPTIONS,
    key: { type: 'string', value: 'VKEY', doc: 'witness: its key, as `witness create` printed it.' },
    file: {
      type: 'string',
      value: 'FILE',
      doc: 'tsa-root: certificates, PEM or DER. bitcoin-block: a list of headers.',
    },
    block: { type: 'string', value: 'HEIGHT:ROOT', doc: 'bitcoin-block: its Merkle root, as you looked it up.' },
    remove: { type: 'string', value: 'ID', doc: 'Trust it no more; the list has the ids.' },
  },
  details: 'Only a lead may. It holds for all cases of this workstation and is recorded in the one that is named.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle }): Promise<Answer> => {
      if (args.first === '') {
        const answer = await callHost(context, 'mark.trusted', { handle });
        return { exitCode: EXIT_FINE, json: answer, lines: () => trustLines(answer, context.terminal.widthColumns) };
      }
      const kind = kindIn(args);
      const removed = args.text('remove');
      if (removed !== undefined) {
        const answer = await callHost(context, 'mark.distrust', { handle, kind, id: removed });
        return {
          exitCode: EXIT_FINE,
          json: answer,
          lines: () => ['No longer trusted. What it vouched for stays on record.'],
        };
      }
      const value = args.text('key') ?? args.text('block');
      const answer = await callHost(context, 'mark.trust', {
        handle,
        kind,
        ...given({ value, path: args.text('file') }),
      });
      const names = answer.added.map(({ name }) => `Trusted from now on: ${escapeText(name)}`);
      return { exitCode: EXIT_FINE, json: answer, lines: () => (names.length > 0 ? names : ['Was trusted already.']) };
    }),
};

function kindIn(args: CommandArgs): TrustKind {
  const kind = TRUST_KINDS.find((each) => each === args.first);
  if (kind === undefined) throw new AppError('CLI_USAGE', `KIND must be one of ${TRUST_KINDS.join(', ')}`);
  return kind;
}

function trustLines({ trusted, problem }: OutputOf<'mark.trusted'>, widthColumns: number | undefined): string[] {
  if (problem !== null) return [`Nobody is trusted: ${escapeText(problem)}`];
  if (trusted.length === 0) return ['Nobody is trusted here yet: marks are kept and confirm nothing.'];
  const columns = [{ title: 'Kind' }, { title: 'Name', shrinks: 'wrap' }, { title: 'Since' }, { title: 'Id' }] as const;
  const rows = trusted.map(({ kind, name, since, id }) => [kind, name, formatSecond(since), id]);
  return renderTable(columns, rows, widthColumns);
}

function statusLines(status: OutputOf<'mark.status'>, widthColumns: number | undefined): string[] {
  const { marks, waiting } = status;
  const columns = [
    { title: 'Records', align: 'right' },
    { title: 'Mark' },
    { title: 'State' },
    { title: 'When' },
    { title: 'Who and what', shrinks: 'wrap' },
  ] as const;
  const rows = marks.map(({ form, size, state, time, at, who, detail }) => [
    formatCount(size),
    form,
    state,
    formatSecond(time ?? at),
    who === '' ? detail : `${who}: ${detail}`,
  ]);
  return [
    ...outsideLines(status),
    ...(rows.length === 0 ? [] : ['', ...renderTable(columns, rows, widthColumns)]),
    ...waiting.map(({ form, size, path, at }) =>
      escapeText(`Asked for, nothing came back yet: ${form} over ${size} records, ${path}, ${at}`),
    ),
  ];
}

/** What stands outside, in a few sentences. */
export function outsideLines({ confirmedSize, confirmedBy, newest, recordsSince }: OutputOf<'mark.status'>): string[] {
  const confirmed =
    confirmedBy === null
      ? 'Nobody who is trusted here confirms any of it.'
      : `Confirmed outside for the first ${formatCount(confirmedSize)} records, by ${escapeText(confirmedBy.who)}${confirmedBy.time === null ? '' : ` at ${formatSecond(confirmedBy.time)}`}.`;
  if (newest === null) return [confirmed, 'There is no outside mark.'];
  const since = confirmedBy === null ? [] : [`${countOf(recordsSince, 'record')} since that mark.`];
  const unconfirmed =
    newest.size > confirmedSize
      ? [
          `A newer mark is kept, and confirmed by nobody trusted here: ${newest.form} over ${countOf(newest.size, 'record')}, ${formatSecond(newest.time ?? newest.at)}.`,
        ]
      : [];
  return [confirmed, ...since, ...unconfirmed];
}
