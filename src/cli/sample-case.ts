/**
 * The sample case: invented logs of one small incident, taken in like any others.
 *
 * The case is built beside its place and moved in when it is whole, so that a stop in the middle leaves nothing that
 * looks finished. The same seed gives the same logs, byte for byte.
 */
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderStory } from '../engines/scenario/answer-key.ts';
import { generateScenario } from '../engines/scenario/scenario.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext } from './command.ts';
import type { IngestResult } from './ingest.command.ts';
import { callHost, DEFAULT_OPERATOR, runJob, withOpened } from './use-host.ts';

/** Not a secret: it stands in the help, on screen, and beside the case. */
export const SAMPLE_PASSPHRASE = 'sample case, no secrets';
const SAMPLE_SEED = 20_260_104;

export interface SamplePlaces {
  case: string;
  logs: string;
  /** What happened, for whoever has looked. */
  story: string;
  passphraseFile: string;
}

export const samplePlaces = (dir: string): SamplePlaces => ({
  case: join(dir, 'case'),
  logs: join(dir, 'logs'),
  story: join(dir, 'story.md'),
  passphraseFile: join(dir, 'passphrase'),
});

export async function hasSample({ case: caseDir }: SamplePlaces): Promise<boolean> {
  return stat(caseDir).then(
    () => true,
    () => false,
  );
}

/** CASE_EXISTS where there already is one. */
export async function buildSample(context: CommandContext, places: SamplePlaces): Promise<IngestResult> {
  if (await hasSample(places)) throw new AppError('CASE_EXISTS', `There already is a sample in ${places.case}`);
  await writeLogs(places);
  await writeFile(places.passphraseFile, `${SAMPLE_PASSPHRASE}\n`);
  const building = `${places.case}.building`;
  await rm(building, { recursive: true, force: true });
  const opened = await callHost(context, 'case.create', {
    dir: building,
    name: 'Sample case',
    operatorId: DEFAULT_OPERATOR,
    operatorName: 'Sample lead',
    passphrase: SAMPLE_PASSPHRASE,
  });
  const result = await withOpened(context, opened, async ({ handle }) =>
    runJob(context, 'ingest.start', { handle, paths: [places.logs] }),
  );
  await rename(building, places.case);
  return result;
}

async function writeLogs({ logs, story }: SamplePlaces): Promise<void> {
  const { files, key } = generateScenario(SAMPLE_SEED);
  for (const { path, mtimeMs, chunks } of files) {
    const file = join(logs, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, chunks);
    await utimes(file, mtimeMs / 1000, mtimeMs / 1000);
  }
  await writeFile(story, renderStory(key));
}
