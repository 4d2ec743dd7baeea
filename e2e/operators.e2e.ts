/** A lead gives somebody a key; that person gets in with it, and may do what the role allows and no more. */
import { describe, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { unlockRecent } from './pages/unlock.ts';

const REVIEWER_PASSPHRASE = 'reads much, writes little';

describe.skipIf(!hasBrowser)('operators', () => {
  const bench = useBench({ sample: true });

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
});
