/** `witness ...`: the same program as a witness on another machine, with a key and a memory of its own. */
import type { OutputOf } from '../shared/contract/index.ts';
import { countOf } from '../shared/format-values.ts';
import { type Answer, type Command, EXIT_FINDINGS, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { renderFacts } from './table.ts';
import { callHost, given } from './use-host.ts';

const WITNESS_OPTIONS = {
  witness: { type: 'string', value: 'FOLDER', doc: 'Where the witness is. Default: in your data folder.' },
} as const;

export const witnessCreate: Command = {
  name: 'witness create',
  summary: 'Make this machine a witness: a key and an empty memory.',
  positionals: [{ name: 'NAME', required: true, doc: 'what it is called in cosignatures: lab2.example/witness' }],
  options: WITNESS_OPTIONS,
  details: 'Print the key it shows: who wants to rely on this witness trusts it by that key.',
  async run(args, context) {
    const made = await callHost(context, 'witness.create', {
      name: args.first,
      ...given({ dir: args.text('witness') }),
    });
    return {
      exitCode: EXIT_FINE,
      json: made,
      lines: () => [
        ...renderFacts([
          ['Witness', made.name],
          ['Folder', made.dir],
          ['Key', made.key],
        ]),
        '',
        'In a policy of the verifier: witness NAME KEY',
      ],
    };
  },
};

export const witnessWatch: Command = {
  name: 'witness watch',
  summary: 'Let the witness cosign heads of a case, known by the key of one of its operators.',
  positionals: [{ name: 'KEY', required: true, doc: 'vkey, as `mark request` and `case operators` print it' }],
  options: WITNESS_OPTIONS,
  async run(args, context) {
    const log = await callHost(context, 'witness.watch', { key: args.first, ...given({ dir: args.text('witness') }) });
    const keys = countOf(log.keys.length, 'key');
    return { exitCode: EXIT_FINE, json: log, lines: () => [`Watches ${escapeText(log.origin)}, by ${keys}.`] };
  },
};

export const witnessSign: Command = {
  name: 'witness sign',
  summary: 'Answer a request to cosign: compare, remember, then sign.',
  positionals: [{ name: 'FILE', required: true, doc: 'SIZE.add-checkpoint, as `mark request witness` wrote it' }],
  options: {
    ...WITNESS_OPTIONS,
    out: {
      type: 'string',
      value: 'FILE',
      doc: 'Where to write the cosignature. Default: SIZE.cosig beside the request.',
    },
    force: { type: 'boolean', doc: 'Replace a file of that name.' },
  },
  details:
    'Exit code 1 where it is refused: 404 it does not watch that log, 403 no known key signed the head, 409 it has cosigned another size than the request starts from, or another history of that size, 422 the head does not go on from there.',
  async run(args, context) {
    const answer = await callHost(context, 'witness.sign', {
      path: args.first,
      ...given({ dir: args.text('witness'), outPath: args.text('out') }),
      ...(args.flag('force') ? { overwrite: true } : {}),
    });
    return {
      exitCode: answer.status === 200 ? EXIT_FINE : EXIT_FINDINGS,
      json: answer,
      lines: () => signLines(answer),
    } satisfies Answer;
  },
};

function signLines({ status, says, origin, size, isFork, path }: OutputOf<'witness.sign'>): string[] {
  if (status === 200) {
    return [`Cosigned ${countOf(size ?? 0, 'record')} of ${escapeText(origin ?? '')}: ${escapeText(path ?? '')}`];
  }
  if (isFork) {
    return [
      `Refused (${status}): ${escapeText(says)}`,
      `It has cosigned ${countOf(size ?? 0, 'record')} of another history, signed by a key of the same log. Keep the request, and what witness show prints: together they prove it.`,
    ];
  }
  const again =
    status === 409 ? [`It has cosigned ${size} records: ask again with mark request witness --old ${size}`] : [];
  return [`Refused (${status}): ${escapeText(says)}`, ...again];
}

export const witnessShow: Command = {
  name: 'witness show',
  summary: 'Show the witness, the logs it watches and how far it saw them.',
  positionals: [],
  options: WITNESS_OPTIONS,
  async run(args, context) {
    const shown = await callHost(context, 'witness.show', given({ dir: args.text('witness') }));
    const logs = shown.logs.map(
      ({ origin, size, at }) =>
        `${origin}: ${countOf(size, 'record')}${at === null ? ', none cosigned yet' : `, ${at}`}`,
    );
    return {
      exitCode: EXIT_FINE,
      json: shown,
      lines: () => [
        ...renderFacts([
          ['Witness', shown.name],
          ['Folder', shown.dir],
          ['Key', shown.key],
        ]),
        ...logs.map((line) => escapeText(line)),
      ],
    };
  },
};
