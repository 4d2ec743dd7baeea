/**
 * The answer key as a page to read: `story.md`.
 *
 * Pure.
 */
import type { AnsweredStep, AnswerKey } from './scenario.ts';
import type { MarkedEvent } from './source-log.ts';

const MAX_ROWS = 12;

function eventRow({ timestamp, path, line, eventId, what }: MarkedEvent): string {
  return `| ${timestamp} | ${path} | ${line} | ${eventId ?? ''} | ${what} |`;
}

function stepLines(step: AnsweredStep, title: string): string[] {
  const { events, technique, text } = step;
  const shown = events.length > MAX_ROWS ? [...events.slice(0, MAX_ROWS - 1), ...events.slice(-1)] : events;
  const rows = shown.map(eventRow);
  if (shown.length < events.length)
    rows.splice(MAX_ROWS - 1, 0, `| ... | | | | ${events.length - shown.length} more |`);
  return [
    `## ${title}`,
    '',
    technique === undefined ? text : `${text} (ATT&CK ${technique})`,
    '',
    '| time (UTC) | file | line or record | event id | what |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ];
}

/** Markdown. Long steps are cut to their first and last events; the key itself holds them all. */
export function renderStory(key: AnswerKey): string {
  const head = [
    '# What happened at Nordlicht',
    '',
    `Sample case, seed ${key.seed}: ${key.eventCount} events from ${key.from} to ${key.to}. All names and addresses are made up.`,
    'Read this only after your own investigation.',
    '',
  ];
  const steps = key.steps.flatMap((step, at) => stepLines(step, `${at + 1}. ${step.title}`));
  const decoys = key.decoys.flatMap((step) => stepLines(step, `Harmless: ${step.title}`));
  return [...head, ...steps, ...decoys].join('\n');
}
