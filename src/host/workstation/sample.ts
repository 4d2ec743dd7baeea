/**
 * The sample case: invented logs of one small incident, taken in like any others.
 *
 * Logs and case are built beside their places and moved in when they are whole: a stop in the middle leaves nothing
 * that looks finished, and the next attempt begins again.
 */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { JobControl } from '../jobs/job-table.ts';
import type { CaseEngine } from '../services/case.service.ts';

/** Not a secret: it stands on screen, and beside the case. */
const SAMPLE_PASSPHRASE = 'sample case, no secrets';

export interface Sample {
  /** The case folder. */
  dir: string;
  passphrase: string;
  evidenceDir: string;
  /** What happened, for whoever has looked. */
  storyPath: string;
  passphraseFile: string;
  wasThere: boolean;
}

/** Makes the sample below `dir` where it is not there. @throws what making a case and taking evidence in throw; CANCELLED */
export async function makeSample(cases: CaseEngine, dir: string, control: JobControl): Promise<Sample> {
  const sample = {
    dir: join(dir, 'case'),
    passphrase: SAMPLE_PASSPHRASE,
    evidenceDir: join(dir, 'evidence'),
    storyPath: join(dir, 'story.md'),
    passphraseFile: join(dir, 'passphrase'),
  };
  if (await exists(sample.dir)) return { ...sample, wasThere: true };
  await mkdir(dir, { recursive: true });
  const building = join(dir, '.building');
  await rm(building, { recursive: true, force: true });
  if (!(await exists(sample.evidenceDir))) {
    await mkdir(building);
    // Loaded here: what invents logs is a tenth of the program, and most never ask for it.
    const { writeSampleCase } = await import('./sample-logs.ts');
    const made = await writeSampleCase(building);
    await rename(made.storyPath, sample.storyPath);
    await rename(made.answersPath, join(dir, 'answers.json'));
    await rename(made.evidenceDir, sample.evidenceDir);
    await rm(building, { recursive: true });
  }
  await writeFile(sample.passphraseFile, `${SAMPLE_PASSPHRASE}\n`);
  await fill(cases, building, sample.evidenceDir, control);
  await rename(building, sample.dir);
  return { ...sample, wasThere: false };
}

async function fill(cases: CaseEngine, dir: string, evidenceDir: string, { signal, onProgress }: JobControl) {
  const who = { operatorId: 'lead', operatorName: 'Sample lead' };
  const session = await cases.createCase({ dir, name: 'Sample case', ...who, passphrase: SAMPLE_PASSPHRASE });
  try {
    await session.ingest(
      { paths: [evidenceDir] },
      {
        signal,
        onProgress: ({ phase, path, doneBytes, totalBytes, eventCount }) =>
          onProgress({ phase, unit: 'bytes', done: doneBytes, total: totalBytes, label: path, eventCount }),
      },
    );
  } finally {
    await session.close();
  }
  // A stopped ingest resolves with what it has: that is no sample.
  if (signal.aborted) throw new AppError('CANCELLED', 'Stopped on request');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
