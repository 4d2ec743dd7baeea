/** `event`: one event as it was recorded, what happened around it, its proof, its bytes, the same read again, its record. */
import { AppError } from '../shared/errors.ts';
import type { OutputOf } from '../shared/contract/index.ts';
import { type Answer, type Command, type CommandArgs, EXIT_FAILED, EXIT_FINDINGS, EXIT_FINE } from './command.ts';
import { proofCheckLines, rawLines, recordLines, rederivationLines } from './describe-inspection.ts';
import { escapeLines } from './escape-text.ts';
import { EVENT_COLUMNS, eventRow, noticeLines } from './search.command.ts';
import { renderTable } from './table.ts';
import { EVIDENCE_OPTIONS, withEvidence } from './use-evidence.ts';
import { callHost, given, runJob } from './use-host.ts';

const WAYS = ['around', 'proof', 'check-proof', 'raw', 'rederive', 'record'] as const;

export const event: Command = {
  name: 'event',
  summary:
    'Show one event whole, what happened around it, the bytes it was read from, or the proof that it is in the log.',
  positionals: [{ name: 'SEQ', required: true, doc: 'its position in the case log, as search shows it' }],
  options: {
    ...EVIDENCE_OPTIONS,
    around: { type: 'string', value: 'N', doc: 'The N events before and the N after it, of all sources, 1 to 500.' },
    query: { type: 'string', value: 'Q', doc: 'With --around: only events that match, and this one.' },
    within: { type: 'string', value: 'SECONDS', doc: 'With --around: only events so near in time.' },
    proof: { type: 'boolean', doc: 'The inclusion proof (c2sp.org/tlog-proof@v1) instead, for any sealed record.' },
    'check-proof': { type: 'boolean', doc: 'The check of that proof in its steps, computed from the stored line.' },
    raw: { type: 'boolean', doc: 'The bytes of the source it was read from, and whether their hash fits.' },
    'max-bytes': { type: 'string', value: 'N', doc: 'With --raw: at most so many bytes; default 4096, up to 1048576.' },
    context: { type: 'string', value: 'N', doc: 'With --raw: so many bytes before and after, up to 4096.' },
    rederive: { type: 'boolean', doc: 'Read the source again and compare what comes out, field by field.' },
    record: { type: 'boolean', doc: 'The record of any kind as it is stored, also where it is not what was sealed.' },
  },
  details:
    'Exit code with --check-proof, --raw, --rederive or --record: 0 it fits, 1 it does not, 2 that could not be found out.',
  query: (args) => args.text('query') ?? '',
  async run(args, context) {
    const seq = readSeq(args.first);
    const way = wayOf(args);
    const count = args.integer('around', { min: 1, max: 500 });
    const query = args.text('query');
    const withinSeconds = args.integer('within', { min: 0, max: 1_000_000_000 });
    const maxBytes = args.integer('max-bytes', { min: 0, max: 1_048_576 }) ?? 4096;
    const contextBytes = args.integer('context', { min: 0, max: 4096 });
    if (count === undefined && (query !== undefined || withinSeconds !== undefined)) {
      throw new AppError('CLI_USAGE', '--query and --within say which events around it: give --around, too');
    }
    return withEvidence(args, context, async ({ handle }) => {
      const input = { handle, seq };
      if (count !== undefined) {
        const asked = { ...input, before: count, after: count, ...given({ query, withinSeconds }) };
        const near = await callHost(context, 'search.around', asked);
        const lines = () => [
          ...aroundLines(near, seq, context.terminal.widthColumns),
          ...noticeLines(query ?? '', near.notices),
        ];
        return { exitCode: EXIT_FINE, json: near, lines };
      }
      if (way === 'proof') {
        const { proof } = await callHost(context, 'event.proof', input);
        return { exitCode: EXIT_FINE, json: { seq, proof }, lines: () => [proof.replace(/\n$/u, '')] };
      }
      if (way === 'check-proof') {
        const check = await callHost(context, 'event.checkProof', input);
        return answerOf(check.valid, check, () => proofCheckLines(check));
      }
      if (way === 'raw') {
        const raw = await callHost(context, 'event.raw', { ...input, maxBytes, ...given({ contextBytes }) });
        return answerOf(fitOfRaw(raw), raw, () => rawLines(raw));
      }
      if (way === 'rederive') {
        const answer = await runJob(context, 'event.rederive', input);
        const fits = answer.outcome === 'could-not' ? null : answer.outcome === 'same';
        return answerOf(worse(fits, answer.recordMatchesLeaf), answer, () => rederivationLines(answer));
      }
      if (way === 'record') {
        const stored = await callHost(context, 'record.get', input);
        return answerOf(stored.matchesLeaf, stored, () => recordLines(stored));
      }
      const found = await callHost(context, 'event.get', input);
      return { exitCode: EXIT_FINE, json: found, lines: () => [escapeLines(JSON.stringify(found, null, 2))] };
    });
  },
};

function wayOf(args: CommandArgs): (typeof WAYS)[number] | undefined {
  const isAsked = (name: (typeof WAYS)[number]): boolean =>
    name === 'around' ? args.text(name) !== undefined : args.flag(name);
  const [way, another] = WAYS.filter(isAsked);
  if (another !== undefined) throw new AppError('CLI_USAGE', `Give --${way} or --${another}, not both`);
  return way;
}

type Fit = boolean | null;

/** What does not fit outweighs what could not be found out, and that what fits. */
const worse = (a: Fit, b: Fit): Fit => (a === false || b === false ? false : a === null || b === null ? null : true);

const fitOfRaw = ({ rawHash, recordMatchesLeaf }: { rawHash: { matches: Fit }; recordMatchesLeaf: Fit }): Fit =>
  worse(rawHash.matches, recordMatchesLeaf);

const answerOf = (fits: Fit, json: unknown, lines: Answer['lines']): Answer => ({
  exitCode: fits === true ? EXIT_FINE : fits === false ? EXIT_FINDINGS : EXIT_FAILED,
  json,
  lines,
});

function readSeq(typed: string): number {
  if (/^\d{1,15}$/u.test(typed)) return Number(typed);
  throw new AppError('CLI_USAGE', 'SEQ must be a whole number, as search shows it');
}

function aroundLines(near: OutputOf<'search.around'>, seq: number, widthColumns: number | undefined): string[] {
  const rows = near.events.map((each) => [each.seq === seq ? '>' : '', ...eventRow(each)]);
  return [
    ...(near.hasMoreBefore ? ['There are more before these.'] : []),
    ...renderTable([{ title: '' }, ...EVENT_COLUMNS], rows, widthColumns),
    ...(near.hasMoreAfter ? ['There are more after these.'] : []),
    ...(near.orderedBy === 'log' ? ['', 'It has no valid time: these are its neighbours in the case log.'] : []),
  ];
}
