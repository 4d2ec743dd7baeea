/** A case is marked outside from the window: a page to print, typed back to compare; false answers are refused. */
import { AxeBuilder } from '@axe-core/playwright';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

describe.skipIf(!hasBrowser)('outside marks in the window', () => {
  const bench = useBench({ sample: true });
  const violations = async (): Promise<string[]> => {
    const { violations: found } = await new AxeBuilder({ page: bench.page }).withTags(RULES).analyze();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  };
  /** The library's announcement of a pending button stands in the page for some seconds, after what it names is gone. */
  const clean = async (): Promise<void> =>
    plainExpect.poll(violations, { timeout: 30_000, interval: 1_000 }).toEqual([]);

  it('says that there are none, and writes a page to print', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Verification');
    const marks = app.main.getByRole('region', { name: 'Outside marks', exact: true });
    await expect(marks.getByText(/^No outside mark yet/u)).toBeVisible();
    await marks.getByRole('button', { name: 'Mark outside…' }).click();
    const dialog = bench.page.getByRole('dialog', { name: 'Mark outside' });
    await dialog.getByRole('textbox', { name: /^Folder/u }).fill(bench.home);
    await clean();
    await dialog.getByRole('button', { name: 'Write the file' }).click();
    await expect(dialog.getByText('Written and recorded')).toBeVisible();
    await clean();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(marks.getByText('Only on paper')).toBeVisible();
    await expect(bench.page.getByRole('banner').getByText('Marked, not confirmed')).toBeVisible();
    await expect(marks.getByRole('rowheader')).toHaveCount(1);
    await clean();
  });

  it('compares what is typed back from the page', async () => {
    const name = readdirSync(bench.home).find((each) => each.endsWith('.svg')) ?? '';
    const words = [...readFileSync(join(bench.home, name), 'utf8').matchAll(/>((?:[a-z]{5} ){3}[a-z]{5})</gu)];
    const typed = words.map(([, four]) => four).join(' ');
    const app = new AppWindow(bench.page);
    await app.main.getByRole('button', { name: 'Compare…' }).click();
    const dialog = bench.page.getByRole('dialog', { name: 'Compare with an earlier head' });
    const box = dialog.getByRole('textbox', { name: /^Typed from paper/u });
    await box.fill(`${name.replace('.svg', '')} ${typed}`);
    await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(dialog.getByText('The same history')).toBeVisible();
    await box.fill(`${Number(name.replace('.svg', '')) - 1} ${typed}`);
    await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(dialog.getByText('Two histories')).toBeVisible();
    await clean();
    await bench.page.keyboard.press('Escape');
  });

  it('refuses a file that is no answer', async () => {
    const path = join(bench.home, 'answer.tsr');
    writeFileSync(path, 'hello');
    const app = new AppWindow(bench.page);
    await app.main.getByRole('button', { name: 'Take in an answer…' }).click();
    const dialog = bench.page.getByRole('dialog', { name: 'Take in an answer' });
    await dialog.getByRole('textbox', { name: /^File/u }).fill(path);
    await dialog.getByRole('button', { name: 'Check and take in' }).click();
    await expect(dialog.getByText('Refused, and not recorded')).toBeVisible();
    await clean();
    await bench.page.keyboard.press('Escape');
  });
});
