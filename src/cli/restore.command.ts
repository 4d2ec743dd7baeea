/** `case accept-restore`: a lead takes an older copy that was put back, or a case continued elsewhere, as the case. */
import { type Command, EXIT_FINE } from './command.ts';
import { formatCount } from '../shared/format-values.ts';
import { CASE_OPTIONS, withCase } from './use-host.ts';

export const caseAcceptRestore: Command = {
  name: 'case accept-restore',
  summary: 'Go on with a case that was put back from a backup; only a lead may.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    reason: { type: 'string', value: 'TEXT', required: true, doc: 'Why it was put back, by whom; becomes a record.' },
  },
  details:
    'Only where opening stops with CASE_ROLLED_BACK or CASE_TWO_HISTORIES, or the case opens read-only because case.db is older than epoch.key. Look into the case first, with --read-only. What this workstation saw before is kept in the record and outside the case.',
  run: async (args, context) => {
    const acceptRestore = { reason: args.requiredText('reason') };
    return withCase(
      args,
      context,
      async ({ info }) => ({
        exitCode: EXIT_FINE,
        json: info,
        lines: () => [
          `The case goes on from here; the record says so. ${
            info.seenHere === undefined || info.seenHere.problem !== undefined
              ? 'This workstation could not remember it.'
              : `This workstation now holds to its ${formatCount(info.headSize)} records.`
          }`,
        ],
      }),
      { acceptRestore },
    );
  },
};
