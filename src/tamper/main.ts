/**
 * `npm run tamper`: attacks real cases and bundles, and prints what found each attack, in which words.
 *
 * `--times N` (default 3) trials of each, `--seed N`, `--only WORDS` those of a power, or whose name holds the words, `--json` for
 * programs, `--keep DIR` leaves everything to be looked at, `--write` puts the table into resources/docs/tamper.md; with
 * `--times 0` nothing is tried, and the list alone is written.
 * Exit code 1 where an attack that must be found was not, every time; 2 where the words were not understood.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ATTACKS } from './attacks.ts';
import { Laboratory } from './laboratory.ts';
import { isAsDemanded, type Row, runAttack } from './run-attacks.ts';
import { checksOf, markdown, TEXT_HEAD, textRow, wordsOf } from './table.ts';

const DEFAULT_TIMES = 3;
const DEFAULT_SEED = 20_260_115;
const DOCUMENT = fileURLToPath(new URL('../../resources/docs/tamper.md', import.meta.url));

const say = (text: string): void => void process.stderr.write(`${text}\n`);

function numberOf(word: string | undefined, otherwise: number, least: number): number {
  if (word === undefined) return otherwise;
  const number = Number(word);
  if (!Number.isSafeInteger(number) || number < least) throw new Error(`${word} is no number from ${least} up`);
  return number;
}

function wordsGiven() {
  const { values } = parseArgs({
    options: {
      times: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const { only, write } = values;
  if (write && only !== undefined) throw new Error('--write needs every attack: leave --only out');
  const attacks = ATTACKS.filter(({ name, power }) => only === undefined || power === only || name.includes(only));
  if (attacks.length === 0) throw new Error(`no attack is called ${only}`);
  return {
    ...values,
    attacks,
    times: numberOf(values.times, DEFAULT_TIMES, write ? 0 : 1),
    seed: numberOf(values.seed, DEFAULT_SEED, 0),
  };
}

function jsonOf(rows: readonly Row[], { times, seed }: { times: number; seed: number }): string {
  const shown = rows.map((row) => ({
    attack: row.attack.name,
    power: row.attack.power,
    threat: row.attack.threat,
    ...(row.attack.byDesign === undefined ? {} : { byDesign: row.attack.byDesign }),
    tried: row.tried,
    found: row.found,
    by: checksOf(row),
    words: wordsOf(row),
    unfound: row.attack.byDesign === undefined ? row.unfound : [],
    isAsDemanded: isAsDemanded(row),
  }));
  return `${JSON.stringify({ seed, times, isAsDemanded: rows.every(isAsDemanded), rows: shown }, null, 2)}\n`;
}

async function main(): Promise<void> {
  let given: ReturnType<typeof wordsGiven>;
  try {
    given = wordsGiven();
  } catch (error) {
    say(`tamper: ${(error as Error).message}`);
    process.exitCode = 2;
    return;
  }
  const { attacks, times, seed, keep, json } = given;
  const lab = new Laboratory(keep);
  const rows: Row[] = [];
  try {
    if (!json) process.stdout.write(`${TEXT_HEAD}\n`);
    for (const [index, attack] of attacks.entries()) {
      const row = await runAttack(lab, attack, times, seed);
      rows.push(row);
      if (!json) process.stdout.write(`${textRow(row)}\n`);
      const progress = `${index + 1}/${attacks.length} ${row.seconds.toFixed(1)} s`;
      if (times > 0 && !isAsDemanded(row)) say(`${progress} NOT FOUND: ${attack.name}\n  ${row.unfound.join('\n  ')}`);
      else if (json || !process.stdout.isTTY) say(progress);
    }
  } finally {
    await lab.close();
  }
  if (json) process.stdout.write(jsonOf(rows, { times, seed }));
  const wrong = times === 0 ? [] : rows.filter((row) => !isAsDemanded(row));
  const trials = rows.reduce((sum, row) => sum + row.tried, 0);
  const verdict =
    times === 0
      ? 'nothing was tried'
      : wrong.length === 0
        ? 'all that must be found was found'
        : `${wrong.length} NOT FOUND`;
  say(`${rows.length} attacks, ${trials} trials, seed ${seed}: ${verdict}`);
  if (given.write) writeFileSync(DOCUMENT, markdown(rows, { times, seed }));
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

await main();
