/** `event`: one event as it was recorded, and its proof. */
import { AppError } from '../shared/errors.ts';
import { type Command, EXIT_FINE } from './command.ts';
import { escapeLines } from './escape-text.ts';
import { callHost, CASE_OPTIONS, withCase } from './use-host.ts';

export const event: Command = {
  name: 'event',
  summary: 'Show one event whole, or the proof that it is in the log.',
  positionals: [{ name: 'SEQ', required: true, doc: 'its position in the case log, as search shows it' }],
  options: {
    ...CASE_OPTIONS,
    proof: { type: 'boolean', doc: 'The inclusion proof (c2sp.org/tlog-proof@v1) instead, for any sealed record.' },
  },
  async run(args, context) {
    const seq = readSeq(args.first);
    return withCase(args, context, async ({ handle }) => {
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
