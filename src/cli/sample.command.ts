/** `sample`: a case to look at, made in a minute out of invented logs. */
import { relative, resolve } from 'node:path';
import process from 'node:process';
import { AppError } from '../shared/errors.ts';
import { type Command, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { countOf } from '../shared/format-values.ts';
import { callHost, runJob, withOpened } from './use-host.ts';
import { verifyAnswer } from './verify.command.ts';

export const sample: Command = {
  name: 'sample',
  summary: 'Make a sample case out of invented logs, and check it.',
  positionals: [
    {
      name: 'DIR',
      required: false,
      doc: 'where to make it: DIR/evidence, DIR/case, DIR/passphrase, DIR/story.md. Default: where the window makes it',
    },
  ],
  options: {},
  run: async (args, context) => {
    const place = args.first === '' ? {} : { dir: resolve(args.first) };
    const made = await runJob(context, 'workstation.makeSample', place);
    if (made.wasThere && args.first !== '') {
      throw new AppError('CASE_EXISTS', `There already is a sample in ${made.dir}`);
    }
    const { dir, passphrase, evidenceDir, passphraseFile, storyPath } = made;
    const opened = await callHost(context, 'case.open', { dir, passphrase });
    return withOpened(context, opened, async ({ handle, info }) => {
      const report = await runJob(context, 'verify.start', { handle, mode: 'strict' });
      const verified = verifyAnswer(report, info.fingerprint);
      const { eventCount, sourceCount } = info;
      return {
        exitCode: verified.exitCode === EXIT_FINE ? EXIT_FINE : verified.exitCode,
        json: { case: dir, passphrase, eventCount, sourceCount, verify: report },
        lines: () => [
          `${made.wasThere ? 'The sample case is' : 'A sample case was made'} in ${shown(dir)}: ${countOf(eventCount, 'event')} from ${countOf(sourceCount, 'source')} in ${shown(evidenceDir)}.`,
          ...verified.lines(),
          '',
          `Its passphrase is "${passphrase}", also in ${shown(passphraseFile)}. Look at it:`,
          '',
          ...commandsToTry(shown(dir), shown(passphraseFile)),
          '',
          `What happened stands in ${shown(storyPath)}; look for yourself first.`,
          'Your own: npm run -s audittrail -- case create DIR --name NAME, then ingest PATH --case DIR.',
        ],
      };
    });
  },
};

/** Relative where that is shorter to read. */
function shown(path: string): string {
  const near = relative(process.cwd(), path) || '.';
  return escapeText(near.startsWith('..') ? path : near);
}

function commandsToTry(caseDir: string, passphraseFile: string): string[] {
  const open = `--case ${quote(caseDir)} --passphrase-file ${quote(passphraseFile)}`;
  return [
    `open ${quote(caseDir)}`,
    `search "failed OR failure" ${open}`,
    `search "*" --histogram --top source.userId ${open}`,
    `custody ${open}`,
    `export --query "*" --format csv --out events.csv ${open}`,
  ].map((command) => `  npm run -s audittrail -- ${command}`);
}

const quote = (path: string): string => (/^[\w./\\:-]+$/u.test(path) ? path : `"${path}"`);
