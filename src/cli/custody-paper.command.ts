/** `custody form`, `custody certificate`, `custody case-uco`: papers out of the case log, as a file. */
import { AppError } from '../shared/errors.ts';
import { formatBytes } from '../shared/format-values.ts';
import { type CustodyPaper, formatsOf, type PaperFormat } from '../shared/paper-words.ts';
import {
  type Answer,
  type Command,
  type CommandArgs,
  type CommandContext,
  EXIT_FINE,
  type OptionSpec,
} from './command.ts';
import { itemsIn } from './custody-add.command.ts';
import { renderFacts } from './table.ts';
import { CASE_OPTIONS, runJob, withCase } from './use-host.ts';

const OPTIONS = {
  ...CASE_OPTIONS,
  item: {
    type: 'string',
    value: 'ITEM',
    multiple: true,
    doc: 'Only this item: a SHA-256, or the path or file name of a source; may be given again. Default: all.',
  },
  force: { type: 'boolean', doc: 'Replace the file where there is one.' },
} as const satisfies Record<string, OptionSpec>;
const PAGES = {
  type: 'string',
  value: 'FILE',
  required: true,
  doc: 'The file to make; its ending says how: .pdf, .html or .txt.',
} as const satisfies OptionSpec;

export const custodyForm: Command = {
  name: 'custody form',
  summary: 'Write the chain of custody as a form to print and sign.',
  positionals: [],
  options: { ...OPTIONS, out: PAGES },
  details:
    'Who had what from when to when, each act with its record, what does not hold, and blank lines for signatures.',
  run: (args, context) => write('custody-form', args, context),
};

export const custodyCertificate: Command = {
  name: 'custody certificate',
  summary: 'Write a draft certification (FRE 902(13), (14)) for a person to complete and sign.',
  positionals: [],
  options: { ...OPTIONS, out: PAGES },
  details: [
    'A draft, and no legal advice: its facts come from the case log alone, blanks are for the person who certifies, and the',
    'program never signs it. Check the case first (verify): the result of the last check stands in it.',
  ].join('\n'),
  run: (args, context) => write('certificate', args, context),
};

export const custodyCaseUco: Command = {
  name: 'custody case-uco',
  summary: 'Write the custody of the case as CASE/UCO JSON-LD, for other tools.',
  positionals: [],
  options: { ...OPTIONS, out: { type: 'string', value: 'FILE', required: true, doc: 'The file to make, .jsonld.' } },
  run: (args, context) => write('case-uco', args, context),
};

async function write(paper: CustodyPaper, args: CommandArgs, context: CommandContext): Promise<Answer> {
  const path = args.requiredText('out');
  const format = formatIn(paper, path);
  return withCase(args, context, async ({ handle }) => {
    const items = args.texts('item').length === 0 ? [] : await itemsIn(args, context, handle);
    const result = await runJob(context, 'custody.paper', {
      handle,
      paper,
      format,
      path,
      items: items.map(({ sha256 }) => sha256),
      overwrite: args.flag('force'),
    });
    return {
      exitCode: EXIT_FINE,
      json: result,
      lines: () =>
        renderFacts([
          ['File', result.path],
          ['Size', formatBytes(result.sizeBytes)],
          ['SHA-256', result.sha256],
          [
            'Case log',
            result.recordSeq === null ? 'not recorded: the case is read-only' : `record ${result.recordSeq}`,
          ],
        ]),
    };
  });
}

function formatIn(paper: CustodyPaper, path: string): PaperFormat {
  const formats = formatsOf(paper);
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const format = formats.find((each) => each === ending);
  if (format !== undefined) return format;
  if (paper === 'case-uco' && ending === 'json') return 'jsonld';
  throw new AppError('CLI_USAGE', `--out must end in ${formats.map((each) => `.${each}`).join(' or ')}`);
}
