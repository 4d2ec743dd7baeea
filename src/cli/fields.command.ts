/** `fields`: what one can ask about the events of a case. */
import { type Command, EXIT_FINE } from './command.ts';
import { formatCount } from '../shared/format-values.ts';
import { renderTable } from './table.ts';
import { EVIDENCE_OPTIONS, withEvidence } from './use-evidence.ts';
import { callHost } from './use-host.ts';

export const fields: Command = {
  name: 'fields',
  summary: 'List the fields that the events of a case hold, as a query names them.',
  positionals: [],
  options: EVIDENCE_OPTIONS,
  async run(args, context) {
    return withEvidence(args, context, async ({ handle }) => {
      const found = await callHost(context, 'search.fields', { handle });
      const rows = found.fields.map(({ name, kind, eventCount, path }) => [name, kind, formatCount(eventCount), path]);
      const columns = [
        { title: 'Field' },
        { title: 'Kind' },
        { title: 'Events', align: 'right' },
        { title: 'Where', shrinks: 'end' },
      ] as const;
      return {
        exitCode: EXIT_FINE,
        json: found,
        lines: () =>
          rows.length === 0
            ? ['This case holds no events.']
            : [
                ...renderTable(columns, rows, context.terminal.widthColumns),
                ...(found.isPartial ? ['', 'There are more fields than are listed.'] : []),
              ],
      };
    });
  },
};
