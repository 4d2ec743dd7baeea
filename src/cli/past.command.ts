/** `queries` and `views`: what was searched for before, and what was kept to be looked at again. */
import { type Command, EXIT_FINE } from './command.ts';
import { formatCount, formatSecond } from '../shared/format-values.ts';
import { renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, withCase } from './use-host.ts';

const DEFAULT_LIMIT = 50;

export const queries: Command = {
  name: 'queries',
  summary: 'List the different queries that were run, newest first.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    limit: { type: 'string', value: 'N', doc: `Queries to show, 1 to 1000. Default: ${DEFAULT_LIMIT}.` },
  },
  async run(args, context) {
    const limit = args.integer('limit', { min: 1, max: 1000 }) ?? DEFAULT_LIMIT;
    return withCase(args, context, async ({ handle }) => {
      const past = await callHost(context, 'search.history', { handle, limit });
      const columns = [
        { title: 'Last run' },
        { title: 'Who' },
        { title: 'Events', align: 'right' },
        { title: 'Query', shrinks: 'wrap' },
      ] as const;
      const rows = past.map(({ at, operatorId, resultCount, query, from, to }) => [
        formatSecond(at),
        operatorId,
        resultCount === null ? '-' : formatCount(resultCount),
        [query || '*', ...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`])].join(
          ' ',
        ),
      ]);
      return {
        exitCode: EXIT_FINE,
        json: { queries: past },
        lines: () =>
          past.length === 0 ? ['Nothing was searched for.'] : renderTable(columns, rows, context.terminal.widthColumns),
      };
    });
  },
};

export const views: Command = {
  name: 'views',
  summary: 'List the saved views.',
  positionals: [],
  options: CASE_OPTIONS,
  run: async (args, context) =>
    withCase(args, context, async ({ handle }) => {
      const saved = await callHost(context, 'view.list', { handle });
      const columns = [
        { title: 'Saved' },
        { title: 'Who' },
        { title: 'View' },
        { title: 'State', shrinks: 'end' },
      ] as const;
      const rows = saved.map(({ at, operatorId, name, state }) => [
        formatSecond(at),
        operatorId,
        name,
        JSON.stringify(state),
      ]);
      return {
        exitCode: EXIT_FINE,
        json: { views: saved },
        lines: () =>
          saved.length === 0 ? ['No view is saved.'] : renderTable(columns, rows, context.terminal.widthColumns),
      };
    }),
};
