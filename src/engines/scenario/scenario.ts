/**
 * The sample case: logs of a small company over three days, with an intrusion inside and the answers beside it.
 *
 * Pure and seeded: the same seed gives the same bytes. About half a second and 50 MB of memory.
 */
import { END_MS, makeCompany, START_MS } from './company.ts';
import { Logs } from './logs.ts';
import { Prng } from './prng.ts';
import type { MarkedEvent } from './source-log.ts';
import { isoTime } from './source-log.ts';
import { writeBackground } from './background.ts';
import { DECOYS, STEPS } from './steps.ts';
import type { Step } from './steps.ts';
import { writeStory } from './story.ts';

export interface ScenarioFile {
  /** Relative, forward slashes. */
  path: string;
  /** When the file was last written, milliseconds since the epoch. */
  mtimeMs: number;
  /** Records in the file. */
  eventCount: number;
  /** The text, to be written as UTF-8. */
  chunks: Iterable<string>;
}

export interface AnsweredStep extends Step {
  /** In order of time. */
  events: MarkedEvent[];
}

/** What a person or a detection should find, with the place of every event. */
export interface AnswerKey {
  seed: number;
  /** RFC 3339 UTC. */
  from: string;
  to: string;
  eventCount: number;
  steps: AnsweredStep[];
  /** What looks like an attack and is none. */
  decoys: AnsweredStep[];
}

export interface Scenario {
  files: ScenarioFile[];
  key: AnswerKey;
}

/** @param seed an integer; its low 32 bits count */
export function generateScenario(seed: number): Scenario {
  const prng = new Prng(seed);
  const company = makeCompany(prng.fork('company'));
  const logs = new Logs(prng.fork('ids'));
  writeBackground(logs, company, prng.fork('background'));
  writeStory(logs, company, prng.fork('story'));
  const files = logs.all.map((log): ScenarioFile => {
    return {
      path: log.path,
      mtimeMs: END_MS,
      eventCount: log.count,
      chunks: { [Symbol.iterator]: () => log.chunks() },
    };
  });
  const marked = logs.all.flatMap((log) => log.marked());
  const answer = (step: Step): AnsweredStep => ({
    ...step,
    events: marked
      .filter((event) => event.step === step.id)
      .toSorted((one, two) => (one.timestamp < two.timestamp ? -1 : 1)),
  });
  const key: AnswerKey = {
    seed,
    from: isoTime(START_MS),
    to: isoTime(END_MS),
    eventCount: files.reduce((sum, file) => sum + file.eventCount, 0),
    steps: STEPS.map(answer),
    decoys: DECOYS.map(answer),
  };
  return { files, key };
}
