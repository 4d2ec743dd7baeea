/** `event`: one event as it was recorded, its proof, or what happened around it. */
import type { OutputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { type Command, EXIT_FINE } from './command.ts';
import { escapeLines } from './escape-text.ts';
import { eventRow, EVENT_COLUMNS, noticeLines } from './search.command.ts';
import { renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, given, withCase } from './use-host.ts';

export const event: Command = {
  name: 'event',
  summary: 'Show one event whole, what happened around it, or the proof that it is in the log.',
  positionals: [{ name: 'SEQ', required: true, doc: 'its position in the case log, as search shows it' }],
  options: {
    ...CASE_OPTIONS,
    proof: { type: 'boolean', doc: 'The inclusion proof (c2sp.org/tlog-proof@v1) instead, for any sealed record.' },
    around: { type: 'string', value: 'N', doc: 'The N events before and the N after it, of all sources, 1 to 500.' },
    query: { type: 'string', value: 'Q', doc: 'With --around: only events that match, and this one.' },
    within: { type: 'string', value: 'SECONDS', doc: 'With --around: only events so near in time.' },
  },
  query: (args) => args.text('query') ?? '',
  async run(args, context) {
    const seq = readSeq(args.first);
    const count = args.integer('around', { min: 1, max: 500 });
    const query = args.text('query');
    const withinSeconds = args.integer('within', { min: 0, max: 1_000_000_000 });
    if (count === undefined && (query !== undefined || withinSeconds !== undefined)) {
      throw new AppError('CLI_USAGE', '--query and --within say which events around it: give --around, too');
    }
    if (count !== undefined && args.flag('proof'))
      throw new AppError('CLI_USAGE', 'Give --proof or --around, not both');
    return withCase(args, context, async ({ handle }) => {
      if (count !== undefined) {
        const asked = { handle, seq, before: count, after: count, ...given({ query, withinSeconds }) };
        const near = await callHost(context, 'search.around', asked);
        const lines = () => [
          ...aroundLines(near, seq, context.terminal.widthColumns),
          ...noticeLines(query ?? '', near.notices),
        ];
        return { exitCode: EXIT_FINE, json: near, lines };
      }
      if (args.flag('proof')) {
        const { proof } = await callHost(context, 'event.proof', { handle, seq });
        return { exitCode: EXIT_FINE, json: { seq, proof }, lines: () => [proof.replace(/\n$/u, '')] };
      }
      const found = await callHost(context, 'event.get', { handle, seq });
      return { exitCode: EXIT_FINE, json: found, lines: () => [escapeLines(JSON.stringify(found, null, 2))] };
    });
  },
};

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
