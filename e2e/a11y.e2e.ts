/** No rule of WCAG 2.2 A or AA that a machine can check is broken, in any view, dialog or menu, in any theme. */
import { describe, expect as plainExpect, it } from 'vitest';
import { violations as violationsOf } from './fixtures/axe.ts';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { Tabs } from './pages/tabs.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('accessibility', () => {
  const bench = useBench({ sample: true });

  const violations = (): Promise<string[]> => violationsOf(bench.page);

  /** The workspace with a question of its own, whatever the tests before left there. */
  async function askAlone(query: string, count: string): Promise<Workspace> {
    const workspace = new Workspace(bench.page);
    await new AppWindow(bench.page).go('Workspace');
    // What is offered to complete a faulty query lies over the chips.
    await workspace.query.focus();
    await bench.page.keyboard.press('Escape');
    const clear = bench.page.getByRole('button', { name: 'Clear all' });
    if (await clear.isVisible()) await clear.click();
    await workspace.ask(query);
    await workspace.expectCount(count);
    return workspace;
  }

  it.each(['Sources', 'Verification', 'Custody', 'Compliance', 'Operators', 'Settings', 'Start'] as const)(
    'of %s',
    async (view) => {
      await new AppWindow(bench.page).go(view);
      await expect(bench.page.locator('main [aria-busy=true]')).toHaveCount(0);
      // What comes and goes while a view loads is not the view.
      await plainExpect.poll(violations, { timeout: 60_000, interval: 500 }).toEqual([]);
    },
  );

  it('of the workspace, with a result, chips, lanes and a faulty query', async () => {
    const app = new AppWindow(bench.page);
    const workspace = new Workspace(bench.page);
    await app.go('Workspace');
    await workspace.facetValue('type', 'user_login').getByRole('button').first().click();
    await workspace.expectCount(/^2,650 of/u);
    await workspace.cell(workspace.firstRow, 'host').click();
    await bench.page.keyboard.press('Shift+F10');
    await bench.page.getByRole('menuitem', { name: /^Lanes by/u }).click();
    await workspace.type('severity:(');
    plainExpect(await violations()).toEqual([]);
  });

  it('of every tab of an event', async () => {
    const workspace = await askAlone('severity:high', '2');
    const detail = new EventDetail(bench.page);
    await workspace.openFirst('2025-');
    for (const tab of ['Raw', 'Source', 'Proof', 'History', 'Fields'] as const) {
      await detail.show(tab);
      plainExpect([tab, await violations()]).toEqual([tab, []]);
    }
  });

  const OVERLAYS: readonly (readonly [name: string, keys: readonly string[], shown: RegExp])[] = [
    ['the palette', ['Control+k'], /^All commands/u],
    ['the shortcuts', ['F1'], /^Keyboard shortcuts/u],
    ['the tag dialog', ['t'], /^Tag /u],
    ['the comment dialog', ['c'], /^Comment on/u],
    ['the export dialog', ['e'], /^Export/u],
    ['what happened around', ['['], /^What else/u],
    ['the bundle wizard', ['Control+b'], /^Make an evidence bundle/u],
  ];
  it.each(OVERLAYS)('of %s', async (_, keys, shown) => {
    const workspace = await askAlone('severity:high', '2');
    await workspace.cell(workspace.firstRow, 'message').click();
    for (const key of keys) await bench.page.keyboard.press(key);
    const dialog = bench.page.getByRole('dialog', { name: shown });
    await expect(dialog).toBeVisible();
    const found = await violations();
    await bench.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    plainExpect(found).toEqual([]);
  });

  it('of menus', async () => {
    const app = new AppWindow(bench.page);
    for (const name of [/^Case /u, /^Zone of times/u]) {
      await bench.page.getByRole('banner').getByRole('button', { name }).click();
      await expect(app.menu).toBeVisible();
      plainExpect(await violations()).toEqual([]);
      await bench.page.keyboard.press('Escape');
      await expect(app.menu).toBeHidden();
    }
  });

  it('of tabs, their menu, and two halves locked in time', async () => {
    const app = new AppWindow(bench.page);
    const tabs = new Tabs(bench.page);
    await app.command('New tab with this question');
    await tabs.active.click({ button: 'right' });
    await expect(app.menu).toBeVisible();
    plainExpect(await violations()).toEqual([]);
    await bench.page.keyboard.press('Escape');
    await app.command('Split');
    await app.command('The other half follows in time');
    for (const turn of ['Side by side', 'One over the other']) {
      await expect(tabs.otherHalf.getByText(/^nearest: /u)).toBeVisible();
      plainExpect([turn, await violations()]).toEqual([turn, []]);
      await bench.page.getByRole('button', { name: turn }).click();
    }
    await app.command('Close the tab');
    await expect(tabs.strip).toHaveCount(0);
  });

  it('of the start, with its dialogs', async () => {
    const app = new AppWindow(bench.page);
    await app.chooseFromCaseMenu('Lock and close the case');
    for (const [button, name] of [
      ['Create a case', 'Create a case'],
      ['Open a case folder', 'Choose a case folder'],
    ] as const) {
      await app.main.getByRole('button', { name: button }).click();
      await expect(app.dialog(name)).toBeVisible();
      plainExpect([name, await violations()]).toEqual([name, []]);
      await bench.page.keyboard.press('Escape');
      await expect(app.dialog(name)).toBeHidden();
    }
  });
});
