/**
 * The sample case: invented logs of one small incident, taken in like any others.
 *
 * Logs and case are built beside their places and moved in when they are whole: a stop in the middle leaves nothing
 * that looks finished, and the same command goes on.
 */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { CommandContext } from './command.ts';
import { writeSampleCase } from './sample-case.ts';
import { callHost, DEFAULT_OPERATOR, runJob, withOpened } from './use-host.ts';

/** Not a secret: it stands on screen, and beside the case. */
export const SAMPLE_PASSPHRASE = 'sample case, no secrets';

export interface SamplePlaces {
  case: string;
  evidence: string;
  /** What happened, for whoever has looked; and the same as data. */
  story: string;
  answers: string;
  passphraseFile: string;
}

export const samplePlaces = (dir: string): SamplePlaces => ({
  case: join(dir, 'case'),
  evidence: join(dir, 'evidence'),
  story: join(dir, 'story.md'),
  answers: join(dir, 'answers.json'),
  passphraseFile: join(dir, 'passphrase'),
});

export const hasSample = async (places: SamplePlaces): Promise<boolean> => exists(places.case);

/** CASE_EXISTS where there already is one. */
export async function buildSample(context: CommandContext, dir: string): Promise<void> {
  const places = samplePlaces(dir);
  if (await hasSample(places)) throw new AppError('CASE_EXISTS', `There already is a sample in ${places.case}`);
  await mkdir(dir, { recursive: true });
  const building = join(dir, '.building');
  await rm(building, { recursive: true, force: true });
  if (!(await exists(places.evidence))) {
    await mkdir(building);
    const made = await writeSampleCase(building);
    await rename(made.storyPath, places.story);
    await rename(made.answersPath, places.answers);
    await rename(made.evidenceDir, places.evidence);
    await rm(building, { recursive: true });
  }
  await writeFile(places.passphraseFile, `${SAMPLE_PASSPHRASE}\n`);
  const opened = await callHost(context, 'case.create', {
    dir: building,
    name: 'Sample case',
    operatorId: DEFAULT_OPERATOR,
    operatorName: 'Sample lead',
    passphrase: SAMPLE_PASSPHRASE,
  });
  await withOpened(context, opened, async ({ handle }) =>
    runJob(context, 'ingest.start', { handle, paths: [places.evidence] }),
  );
  // A stopped ingest resolves with what it has: that is no sample.
  context.signal.throwIfAborted();
  await rename(building, places.case);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
