/**
 * Every main view comes up whole, light and dark. `npm run screens` also keeps what they look like, in
 * resources/docs/screens.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { BundlePage } from './pages/bundle.ts';
import { CustodyPage } from './pages/custody.ts';
import { Tabs } from './pages/tabs.ts';
import { Workspace } from './pages/workspace.ts';

const keepsPictures = import.meta.env.MODE === 'screens';
const folder = fileURLToPath(new URL('../resources/docs/screens/', import.meta.url));

describe.skipIf(!hasBrowser)('the views', () => {
  const bench = useBench({ sample: true });

  async function expectWhole(name: string): Promise<void> {
    await expect(bench.page.locator('main [aria-busy=true]')).toHaveCount(0);
    await expect(bench.page.getByText('This view stopped working')).toHaveCount(0);
    if (!keepsPictures) return;
    mkdirSync(folder, { recursive: true });
    for (const theme of ['light', 'dark']) {
      await bench.page.evaluate((shown) => (document.documentElement.dataset['theme'] = shown), theme);
      await bench.page.screenshot({ path: `${folder}${name}-${theme}.png`, animations: 'disabled' });
    }
  }

  it.each(['Sources', 'Operators', 'Settings', 'Start'] as const)('%s', async (view) => {
    await new AppWindow(bench.page).go(view);
    await expectWhole(view.toLowerCase());
  });

  it('Verification, of a case that was checked', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Verification');
    await app.main.getByRole('button', { name: 'Run check' }).click();
    await expect(app.main.getByText('INTACT', { exact: true })).toBeVisible();
    await expectWhole('verification');
  });

  it('Outside marks, with a page of paper and a block that is trusted', async () => {
    const app = new AppWindow(bench.page);
    await app.command('Go to Outside marks');
    await app.main.getByRole('button', { name: 'Mark outside…' }).click();
    const asking = app.dialog('Mark outside');
    await asking.getByRole('textbox', { name: /^Folder/u }).fill(bench.home);
    await asking.getByRole('button', { name: 'Write the file' }).click();
    await expect(asking.getByText('Written and recorded')).toBeVisible();
    await expectWhole('marks-paper');
    await asking.getByRole('button', { name: 'Close' }).last().click();
    await app.main.getByRole('button', { name: 'Trust somebody…' }).click();
    const trusting = app.dialog('Trust somebody');
    await trusting.getByRole('button', { name: /Who it is/u }).click();
    await bench.page.getByRole('option', { name: /^Block of Bitcoin/u }).click();
    await trusting.getByRole('textbox', { name: 'Height and root' }).fill(`840000:${'ab'.repeat(32)}`);
    await trusting.getByRole('button', { name: 'Trust from now on' }).click();
    await expect(trusting.getByText('Trusted from now on')).toBeVisible();
    await expectWhole('marks-trust');
    await bench.page.keyboard.press('Escape');
    await expect(app.main.getByRole('region', { name: 'Trusted here' }).getByRole('row').nth(1)).toBeVisible();
    await expectWhole('marks');
  });

  it('Custody of an item, with the act that is recorded next', async () => {
    const app = new AppWindow(bench.page);
    const custody = new CustodyPage(bench.page);
    await app.go('Custody');
    await custody.begin();
    await custody.tick(/E-001/u);
    await custody.dialog.getByLabel('Where', { exact: true }).fill('Server room 2, Contoso');
    await custody.dialog.getByLabel('What for').fill('2026-014, order of 5 January');
    await expect(custody.needs).toContainText('It fits what is on record.');
    await custody.sign();
    await custody.done.getByRole('button', { name: 'Record another' }).click();
    await custody.act('Hold');
    await expect(custody.needs).toContainText('It fits what is on record.');
    await custody.sign();
    await custody.done.getByRole('button', { name: 'Record another' }).click();
    await custody.act('Release');
    await custody.choose(/To$/u, 'Somebody outside this case…');
    await custody.dialog.getByLabel('To: Name, and where from').fill('District court');
    await expect(custody.needs).toContainText('It is on hold');
    await custody.needs.scrollIntoViewIfNeeded();
    await expectWhole('custody-act');
    await bench.page.keyboard.press('Escape');
    await app.main.getByRole('tab', { name: /^Items/u }).click();
    await expect(app.main.getByRole('region', { name: 'Who held it' })).toContainText('Now held by');
    await expectWhole('custody-item');
    await app.main.getByRole('tab', { name: /^Ledger/u }).click();
  });

  it('The bundle wizard, with what is left out and what comes of it', async () => {
    const workspace = new Workspace(bench.page);
    const bundle = new BundlePage(bench.page);
    await new AppWindow(bench.page).go('Workspace');
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await new AppWindow(bench.page).command('Make an evidence bundle');
    await expect(bundle.dialog).toContainText('2 of 47,886 events');
    await expectWhole('bundle-what');
    await bundle.goTo('What to leave out');
    await bundle.dialog.getByRole('button', { name: 'Take out a part…' }).click();
    await bundle.dialog.getByRole('textbox', { name: 'Part (RFC 6901 pointer)' }).fill('/body/source/userId');
    await bundle.dialog.getByRole('textbox', { name: 'Why it may not be seen' }).fill('Art. 6 GDPR');
    await bundle.dialog.getByRole('textbox', { name: 'What it is' }).fill('who did it');
    await expectWhole('bundle-leave');
    await bundle.goTo('Where to');
    await bundle.dialog.getByRole('textbox', { name: 'Folder to make' }).fill(bench.at('bundle'));
    await bundle.goTo('Summary');
    await expect(bundle.dialog).toContainText('all 2 events');
    await expectWhole('bundle-summary');
    await bundle.dialog.getByRole('button', { name: 'Make the bundle' }).click();
    const leaks = bundle.dialog.getByText('Nothing was written');
    await expect(bundle.done.or(leaks)).toBeVisible({ timeout: 180_000 });
    if (await leaks.isVisible()) await expectWhole('bundle-leaks');
    await bundle.takeLeaksUntilMade(async () => {});
    await expectWhole('bundle-done');
    await bundle.done.getByRole('button', { name: 'Close' }).last().click();
    await workspace.ask('');
  });

  it('Custody, with a record', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Custody');
    await expectWhole('custody');
    await app.main
      .getByRole('option')
      .filter({ hasText: /18,805 events/u })
      .click();
    await expect(app.main.getByText(/"kind":\s*"source-report"/u).first()).toBeVisible();
    await expectWhole('custody-record');
  });

  it('Workspace, with an event', async () => {
    const workspace = new Workspace(bench.page);
    await new AppWindow(bench.page).go('Workspace');
    await workspace.expectCount('47,886');
    await workspace.openFirst('2025-03-13');
    await expectWhole('workspace');
  });

  it('Workspace, with two questions locked in time', async () => {
    const app = new AppWindow(bench.page);
    const workspace = new Workspace(bench.page);
    const tabs = new Tabs(bench.page);
    await app.command('New tab with this question');
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await app.command('Split');
    await app.command('The other half follows in time');
    await workspace.cell(tabs.half.getByRole('row').nth(1), 'timestamp').click();
    await expect(bench.page.getByRole('listbox')).toHaveCount(0);
    await expect(tabs.otherHalf.getByText(/^nearest: /u)).toBeVisible();
    await expectWhole('workspace-split');
  });
});
