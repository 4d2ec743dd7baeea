/**
 * Writes the logs of the sample case to a folder, and what really happened beside it, not inside: that is no evidence.
 */
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderStory } from '../../engines/scenario/answer-key.ts';
import { generateScenario } from '../../engines/scenario/scenario.ts';

export interface SampleCase {
  /** The folder to take in. */
  evidenceDir: string;
  /** The story, to read afterwards; and the same as data. */
  storyPath: string;
  answersPath: string;
}

/**
 * @param dir must be there; holds `evidence/`, `story.md` and `answers.json` afterwards
 * @param seed the same seed gives the same bytes
 */
export async function writeSampleCase(dir: string, seed = 1): Promise<SampleCase> {
  const made = {
    evidenceDir: join(dir, 'evidence'),
    storyPath: join(dir, 'story.md'),
    answersPath: join(dir, 'answers.json'),
  };
  const { files, key } = generateScenario(seed);
  for (const { path, mtimeMs, chunks } of files) {
    const file = join(made.evidenceDir, ...path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, chunks);
    // The year of syslog lines is read from the file's time.
    await utimes(file, mtimeMs / 1000, mtimeMs / 1000);
  }
  await writeFile(made.storyPath, renderStory(key));
  await writeFile(made.answersPath, `${JSON.stringify(key, null, 1)}\n`);
  return made;
}
