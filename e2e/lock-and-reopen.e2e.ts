/** A case is locked, refuses a wrong passphrase in words, and gives back what was kept in it. */
import { describe, it } from 'vitest';
import { expect, hasBrowser, PASSPHRASE, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { unlockRecent } from './pages/unlock.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('a case that was locked', () => {
  const bench = useBench({ sample: true });

  it('shows nothing of itself', async () => {
    const app = new AppWindow(bench.page);
    const workspace = new Workspace(bench.page);
    await workspace.ask('phpmyadmin');
    await workspace.bar.getByRole('button', { name: 'Views' }).click();
    await app.menu.getByRole('menuitem', { name: 'Save this view' }).click();
    const saving = app.dialog('Save this view');
    await saving.getByRole('textbox', { name: 'Name of the view' }).fill('Probes');
    await bench.page.keyboard.press('Tab');
    await saving.getByRole('button', { name: 'Save this view' }).click();
    await expect(saving).toBeHidden();
    await app.chooseFromCaseMenu('Lock and close the case');
    await expect(bench.page.getByRole('main', { name: 'Start' })).toBeVisible();
    await expect(bench.page.getByRole('banner')).toContainText('No case is open');
    await expect(bench.page.getByRole('button', { name: 'Workspace' })).toBeDisabled();
    await expect(bench.page.getByText('phpmyadmin')).toHaveCount(0);
  });

  it('refuses a wrong passphrase and says what is wrong, ready for the right one', async () => {
    const form = await unlockRecent(bench.page, /^Test/u);
    await form.getByLabel('Passphrase', { exact: true }).fill('not the passphrase at all');
    await bench.page.keyboard.press('Enter');
    await expect(form.getByText('VAULT_KEY_WRONG')).toBeVisible();
    await expect(form.getByRole('button', { name: 'Unlock', exact: true })).toBeEnabled();
  });

  it('opens by the right one, and gives back its views and its history', async () => {
    const app = new AppWindow(bench.page);
    const workspace = new Workspace(bench.page);
    const form = app.dialog(/^Unlock/u);
    await form.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await bench.page.keyboard.press('Enter');
    await workspace.expectCount('47,886');
    await workspace.bar.getByRole('button', { name: 'Views' }).click();
    await app.menu.getByRole('menuitem', { name: 'Probes', exact: true }).click();
    await expect(workspace.query).toHaveText('phpmyadmin');
    await workspace.bar.getByRole('button', { name: 'History' }).click();
    await expect(app.menu.getByRole('menuitem', { name: /phpmyadmin/u }).first()).toBeVisible();
    await bench.page.keyboard.press('Escape');
  });

  it('can be opened only to look: then nothing can be added', async () => {
    const app = new AppWindow(bench.page);
    await app.chooseFromCaseMenu('Lock and close the case');
    const form = await unlockRecent(bench.page, /^Test/u);
    await form.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await form.getByText('Only look: open read-only, record nothing').click();
    await form.getByRole('button', { name: 'Unlock', exact: true }).click();
    await expect(bench.page.getByRole('banner')).toContainText('Read-only');
    await app.go('Operators');
    await expect(app.main.getByRole('button', { name: 'Add an operator' })).toBeDisabled();
  });
});
