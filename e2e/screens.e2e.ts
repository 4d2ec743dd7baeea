/**
 * Every main view comes up whole, light and dark. `npm run screens` also keeps what they look like, in
 * resources/docs/screens.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
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
