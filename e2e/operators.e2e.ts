/** A lead gives somebody a key; they get in with it, lose the passphrase, get in by shares, and leave. */
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, PASSPHRASE, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { unlockRecent } from './pages/unlock.ts';

const REVIEWER_PASSPHRASE = 'reads much, writes little';
const RECOVERED_PASSPHRASE = 'reads much, forgets little';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

describe.skipIf(!hasBrowser)('operators', () => {
  const bench = useBench({ sample: true });
  /** As somebody has them on paper. */
  const shares: string[] = [];
  const violations = async (): Promise<string[]> => {
    const { violations: found } = await new AxeBuilder({ page: bench.page }).withTags(RULES).analyze();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  };

  it('gives a reviewer a key, and lists it with the role in words', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Operators');
    await app.main.getByRole('button', { name: 'Add an operator' }).click();
    const form = app.dialog('Add an operator');
    await form.getByRole('textbox', { name: 'Short name' }).fill('grace');
    await form.getByRole('textbox', { name: 'Full name' }).fill('Grace Hopper');
    await form.getByRole('button', { name: /Role/u }).click();
    await bench.page.getByRole('option', { name: /^Reviewer/u }).click();
    await form.getByLabel('Their passphrase', { exact: true }).fill(REVIEWER_PASSPHRASE);
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(form).toBeHidden();
    const row = app.main.getByRole('row').filter({ hasText: 'Grace Hopper' });
    await expect(row).toContainText('Reviewer: looks and comments, takes nothing out');
  });

  it('lets the reviewer in, who sees the events and can add nobody', async () => {
    const app = new AppWindow(bench.page);
    await app.chooseFromCaseMenu('Lock and close the case');
    const form = await unlockRecent(bench.page, /^Test/u);
    await form.getByRole('button', { name: /Who are you/u }).click();
    await bench.page.getByRole('option', { name: /Grace Hopper/u }).click();
    await form.getByLabel('Passphrase', { exact: true }).fill(REVIEWER_PASSPHRASE);
    await form.getByRole('button', { name: 'Unlock', exact: true }).click();
    await expect(bench.page.getByRole('grid', { name: 'Events' })).toBeVisible();
    await app.go('Operators');
    await expect(app.main.getByRole('row').filter({ hasText: 'Grace Hopper' })).toContainText('you');
    await expect(app.main.getByRole('button', { name: 'Add an operator' })).toBeDisabled();
  });

  it('makes recovery shares, shown once, and says how the keys stand', async () => {
    const app = new AppWindow(bench.page);
    await app.chooseFromCaseMenu('Lock and close the case');
    const form = await unlockRecent(bench.page, /^Test/u);
    await form.getByRole('button', { name: /Who are you/u }).click();
    await bench.page.getByRole('option', { name: /lead/u }).click();
    await form.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await form.getByRole('button', { name: 'Unlock', exact: true }).click();
    await expect(bench.page.getByRole('grid', { name: 'Events' })).toBeVisible();
    await app.go('Operators');
    const state = app.main.getByRole('region', { name: 'How the keys stand' });
    await expect(state).toContainText('None were made: a lost passphrase is lost');
    await app.main.getByRole('button', { name: 'Make recovery shares' }).click();
    const asked = app.dialog('Make recovery shares');
    await expect(asked.getByRole('button', { name: 'Make them' })).toBeDisabled();
    await asked.getByRole('textbox', { name: 'Why' }).fill('Against a lost passphrase');
    plainExpect(await violations()).toEqual([]);
    await asked.getByRole('button', { name: 'Make them' }).click();
    const shown = app.dialog('Print each page now');
    for (const index of [1, 2, 3]) {
      await expect(shown.getByRole('heading', { name: `Share ${index} of 3` })).toBeVisible();
      await expect(shown.getByRole('img', { name: `Page of share ${index}` })).toBeVisible();
      shares.push((await shown.locator('pre').textContent()) ?? '');
      plainExpect(index === 1 ? await violations() : []).toEqual([]);
      await shown.getByRole('button', { name: index === 3 ? 'I have printed all of them' : 'Next share' }).click();
    }
    plainExpect(shares.map((share) => share.split(/\s+/u).length)).toEqual([30, 30, 30]);
    await expect(shown).toBeHidden();
    await expect(state).toContainText(/Any 2 of 3, made on .*Never used/u);
  });

  it('lets the reviewer in by two shares, each checked as it is typed', async () => {
    const app = new AppWindow(bench.page);
    await app.chooseFromCaseMenu('Lock and close the case');
    const form = await unlockRecent(bench.page, /^Test/u);
    await form.getByRole('button', { name: 'I lost my passphrase' }).click();
    const lost = bench.page.getByRole('dialog', { name: /by recovery shares/u });
    const [first = '', second = '', third = ''] = shares;
    await lost.getByRole('textbox', { name: /Share 1/u }).fill(first.replace(/^\w+/u, 'lusab'));
    await expect(lost.getByText(/row 1 is mistyped/u)).toBeVisible();
    await lost.getByRole('textbox', { name: /Share 1/u }).fill(third);
    await expect(lost.getByText(/This is share 3/u)).toBeVisible();
    await lost.getByRole('textbox', { name: /Share 2/u }).fill(second);
    await expect(lost.getByText(/This is share 2/u)).toBeVisible();
    await lost.getByRole('button', { name: /Who are you/u }).click();
    await bench.page.getByRole('option', { name: /Grace Hopper/u }).click();
    await lost.getByLabel('New passphrase', { exact: true }).fill(RECOVERED_PASSPHRASE);
    await lost.getByLabel('New passphrase again', { exact: true }).fill(RECOVERED_PASSPHRASE);
    await lost.getByRole('textbox', { name: /What happened/u }).fill('Grace forgot it; two colleagues brought shares');
    plainExpect(await violations()).toEqual([]);
    await lost.getByRole('button', { name: 'Use the shares' }).click();
    await expect(bench.page.getByRole('grid', { name: 'Events' })).toBeVisible();
    await app.go('Operators');
    const rows = app.main.getByRole('row').filter({ hasText: 'Grace Hopper' });
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toContainText('ended at record');
    await expect(rows.last()).toContainText('you');
    await expect(app.main.getByRole('region', { name: 'How the keys stand' })).toContainText('Used on');
  });

  it('removes the reviewer, with what follows said before, and changes the data key', async () => {
    const app = new AppWindow(bench.page);
    await app.chooseFromCaseMenu('Lock and close the case');
    const form = await unlockRecent(bench.page, /^Test/u);
    await form.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await form.getByRole('button', { name: 'Unlock', exact: true }).click();
    await expect(bench.page.getByRole('grid', { name: 'Events' })).toBeVisible();
    await app.go('Operators');
    // By keys alone.
    const remove = app.main.getByRole('button', { name: 'Remove Grace Hopper' });
    await remove.focus();
    await bench.page.keyboard.press('Enter');
    const asked = app.dialog(/Remove Grace Hopper from the case/u);
    await expect(asked).toContainText('What they sign later counts for nothing');
    await asked.getByRole('textbox', { name: 'Why' }).fill('Grace left the company');
    plainExpect(await violations()).toEqual([]);
    await asked.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(asked).toBeHidden({ timeout: 60_000 });
    await expect(app.main.getByRole('region', { name: 'How the keys stand' })).toContainText('The 2. of the case');
    await expect(app.main.getByRole('button', { name: 'Remove Grace Hopper' })).toHaveCount(0);
    await app.go('Workspace');
    await expect(bench.page.getByRole('grid', { name: 'Events' })).toBeVisible();
  });
});
