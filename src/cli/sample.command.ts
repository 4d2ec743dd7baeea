/** `sample`, `start`: a case to look at, made in a minute out of invented logs. */
import { relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Answer, type Command, type CommandContext, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { countOf } from './format-values.ts';
import { buildSample, hasSample, SAMPLE_PASSPHRASE, samplePlaces } from './build-sample.ts';
import { callHost, runJob, withOpened } from './use-host.ts';
import { verifyAnswer } from './verify.command.ts';

const START_DIR = fileURLToPath(new URL('../../.sample', import.meta.url));

export const sample: Command = {
  name: 'sample',
  summary: 'Make a sample case out of invented logs, and check it.',
  positionals: [
    { name: 'DIR', required: true, doc: 'where to make it: DIR/evidence, DIR/case, DIR/passphrase, DIR/story.md' },
  ],
  options: {},
  run: async (args, context) => makeAndShow(context, resolve(args.first), { reuse: false }),
};

export const start: Command = {
  name: 'start',
  summary: 'Begin here: make the sample case where there is none, check it, and say how to look at it.',
  positionals: [],
  options: {},
  run: async (_, context) => makeAndShow(context, START_DIR, { reuse: true }),
};

async function makeAndShow(context: CommandContext, dir: string, { reuse }: { reuse: boolean }): Promise<Answer> {
  const places = samplePlaces(dir);
  const wasThere = reuse && (await hasSample(places));
  if (!wasThere) await buildSample(context, dir);
  const request = { dir: places.case, passphrase: SAMPLE_PASSPHRASE };
  return withOpened(context, await callHost(context, 'case.open', request), async ({ handle, info }) => {
    const report = await runJob(context, 'verify.start', { handle, mode: 'strict' });
    const verified = verifyAnswer(report, info.fingerprint);
    const { eventCount, sourceCount } = info;
    return {
      exitCode: verified.exitCode === EXIT_FINE ? EXIT_FINE : verified.exitCode,
      json: { case: places.case, passphrase: SAMPLE_PASSPHRASE, eventCount, sourceCount, verify: report },
      lines: () => [
        `${wasThere ? 'The sample case is' : 'A sample case was made'} in ${shown(places.case)}: ${countOf(eventCount, 'event')} from ${countOf(sourceCount, 'source')} in ${shown(places.evidence)}.`,
        ...verified.lines(),
        '',
        `Its passphrase is "${SAMPLE_PASSPHRASE}", also in ${shown(places.passphraseFile)}. Look at it:`,
        '',
        ...commandsToTry(shown(places.case), shown(places.passphraseFile)),
        '',
        `What happened stands in ${shown(places.story)}; look for yourself first.`,
        'Your own: npm run -s audittrail -- case create DIR --name NAME, then ingest PATH --case DIR.',
      ],
    };
  });
}

const shown = (path: string): string => escapeText(relative(process.cwd(), path) || '.');

function commandsToTry(caseDir: string, passphraseFile: string): string[] {
  const open = `--case ${quote(caseDir)} --passphrase-file ${quote(passphraseFile)}`;
  return [
    `search "failed OR failure" ${open}`,
    `search "*" --histogram --top source.userId ${open}`,
    `custody ${open}`,
    `export --query "*" --format csv --out events.csv ${open}`,
  ].map((command) => `  npm run -s audittrail -- ${command}`);
}

const quote = (path: string): string => (/^[\w./\\:-]+$/u.test(path) ? path : `"${path}"`);
