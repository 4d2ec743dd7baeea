/**
 * Every attack of the tamper laboratory, once: what must be found is, and the document that says so has the same rows.
 *
 * The many trials, and the words of who found it, are `npm run tamper`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { allOf, isFound } from '../../tamper/attack.ts';
import { ATTACKS } from '../../tamper/attacks.ts';
import { Laboratory } from '../../tamper/laboratory.ts';
import { isAsDemanded, runAttack } from '../../tamper/run-attacks.ts';
import { timeless } from '../../tamper/table.ts';

const SEED = 7;
const lab = new Laboratory();
afterAll(() => lab.close());

describe('the tamper laboratory', () => {
  it.each(ATTACKS.filter(({ attempt }) => attempt !== undefined))('finds who $name ($power)', async (attack) => {
    const row = await runAttack(lab, attack, 1, SEED);
    expect(isAsDemanded(row), row.unfound.join('\n')).toBe(true);
    expect(row.unfound.filter((said) => said.includes('the laboratory failed'))).toEqual([]);
  });

  it('calls a row wrong that was not found every time, or never tried, or seen by one of two who had to', async () => {
    const attack = { name: 'does nothing', power: 'no key', threat: 'none' } as const;
    const blind = { ...attack, attempt: async () => ({ change: '', seen: [] }) };
    const failing = { ...attack, attempt: () => Promise.reject(new Error('no')) };
    const rows = [];
    for (const each of [blind, failing, attack, { ...blind, byDesign: 'nobody can' }]) {
      rows.push(await runAttack(lab, each, 2, SEED));
    }
    expect(rows.map(isAsDemanded)).toEqual([false, false, false, true]);
    const look = { check: 'unlock', seen: 'a', else: '' } as const;
    expect([isFound(allOf('', [look])), isFound(allOf('', [look, { ...look, seen: undefined }]))]).toEqual([
      true,
      false,
    ]);
  });

  it('has a name for each attack, and a reason for each that nothing finds', () => {
    const names = ATTACKS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(ATTACKS.filter(({ attempt, byDesign }) => attempt === undefined && byDesign === undefined)).toEqual([]);
  });
});

describe('tamper.md', () => {
  const path = fileURLToPath(new URL('../../../resources/docs/tamper.md', import.meta.url));
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| attack |'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| /u, '')));

  it('has the rows of the list, in its order', () => {
    expect(rows.map(([name, threat]) => [name, threat])).toEqual(ATTACKS.map(({ name, threat }) => [name, threat]));
  });

  it('has no row that must be found and was not, every time it was tried', () => {
    const must = ATTACKS.flatMap(({ byDesign }, i) => (byDesign === undefined ? [rows[i]?.[2] ?? ''] : []));
    expect(must.filter((found) => !/^(?:must be|([1-9]\d*) of \1)$/u.test(found))).toEqual([]);
    const reasons = ATTACKS.flatMap(({ byDesign }, i) =>
      byDesign === undefined ? [] : [[byDesign, rows[i]?.[4] ?? '']],
    );
    expect(reasons.filter(([byDesign = '', words = '']) => !words.includes(byDesign))).toEqual([]);
  });

  it('says nothing that differs from run to run', () => {
    expect(timeless('Record 4,711 at 2026-01-01T00:00:00.000Z is not /tmp/audittrail-tamper-x/trials/1')).toBe(
      'Record N at TIME is not PATH',
    );
    expect(rows.filter(([, , , , words = '']) => /[0-9a-f]{16}|\/tmp\//u.test(words))).toEqual([]);
  });
});
