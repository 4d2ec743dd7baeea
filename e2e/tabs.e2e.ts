/** Several questions side by side: kept as they were left, opened from what is found, shown two at a time. */
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, PASSPHRASE, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { Tabs } from './pages/tabs.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('tabs', () => {
  const bench = useBench({ sample: true });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await bench.page.keyboard.press(key);
  };
  const pages = () => ({
    tabs: new Tabs(bench.page),
    workspace: new Workspace(bench.page),
    detail: new EventDetail(bench.page),
    app: new AppWindow(bench.page),
  });
  /** The tab that is worked in is left alone. */
  async function closeOthers(): Promise<void> {
    const { tabs } = pages();
    await tabs.active.click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: 'Close the other tabs' }).click();
    await expect(tabs.strip).toHaveCount(0);
  }

  it('are gone back to where they were left: rows, cursor, event, line and all', async () => {
    const { tabs, workspace, detail } = pages();
    await expect(tabs.strip).toHaveCount(0);
    await workspace.ask('type:user_login');
    await workspace.expectCount('2,650');
    await workspace.scrollTo(0.5);
    await expect.poll(() => tabs.topRow(workspace.grid)).toBeGreaterThan(1000);
    const top = await tabs.topRow(workspace.grid);
    await workspace.cell(workspace.rowAt(top + 5), 'host').click();
    await press('Enter');
    const seq = await detail.seq();
    await press('x');
    await press('n');
    await expect(tabs.all).toHaveCount(2);
    await expect(bench.page.getByText('1 selected')).toHaveCount(0);
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    plainExpect(await tabs.titles()).toEqual(['type:user_login', 'severity:high']);
    await workspace.type('severity:high AND not yet asked');
    // The first puts the offered completions away.
    await press('Escape', 'Escape', ',');
    await workspace.expectCount('2,650');
    await expect.poll(() => detail.seq()).toBe(seq);
    await expect.poll(() => tabs.topRow(workspace.grid)).toBe(top);
    await expect(bench.page.getByText('1 selected')).toBeVisible();
    await press('j');
    await expect.poll(() => detail.seq()).not.toBe(seq);
    await press('k');
    await expect.poll(() => detail.seq()).toBe(seq);
    await press('Shift+x', '.');
    await expect(workspace.query).toHaveText('severity:high AND not yet asked');
    await press('Alt+1');
    await workspace.expectCount('2,650');
    await expect.poll(() => tabs.topRow(workspace.grid)).toBe(top);
  });

  it('are still there after another view', async () => {
    const { tabs, workspace, detail, app } = pages();
    const top = await tabs.topRow(workspace.grid);
    const seq = await detail.seq();
    await app.go('Sources');
    await app.go('Workspace');
    plainExpect(await tabs.titles()).toEqual(['type:user_login', 'severity:high']);
    await expect.poll(() => tabs.topRow(workspace.grid)).toBe(top);
    await press('j');
    await expect.poll(() => detail.seq()).not.toBe(seq);
    await press('k');
    await expect.poll(() => detail.seq()).toBe(seq);
  });

  it('take the keys that are pressed before their rows have come', async () => {
    const { tabs, workspace, detail } = pages();
    const seq = await detail.seq();
    await bench.slowDown(3);
    for (let round = 0; round < 2; round += 1) {
      await press('.');
      await workspace.expectCount('2');
      await press(',', 'j', 'j', 'k', 'k');
      await expect(tabs.active).toHaveText('type:user_login');
      await expect.poll(() => detail.seq()).toBe(seq);
      await press('g', 'r', 'd');
      await expect(detail.panel).toBeHidden();
      await press('.', ',', 'g', 'r', 'Enter');
      await expect.poll(() => detail.seq()).toBe(seq);
    }
    await bench.slowDown(1);
  });

  it('are closed by key, cross and middle button, and come back', async () => {
    const { tabs, workspace, app } = pages();
    await press('Escape', 'w');
    await expect(tabs.strip).toHaveCount(0);
    await workspace.expectCount('2');
    await app.messages.getByRole('button', { name: 'Reopen' }).click();
    await workspace.expectCount('2,650');
    plainExpect(await tabs.titles()).toEqual(['type:user_login', 'severity:high']);
    await tabs.tab('severity:high').click({ button: 'middle' });
    await expect(tabs.strip).toHaveCount(0);
    await press('Shift+t');
    await workspace.expectCount('2');
    await press('n');
    await expect(tabs.all).toHaveCount(3);
    await tabs.all.last().locator('[title^="Close"]').click();
    await expect(tabs.all).toHaveCount(2);
    await tabs.active.focus();
    await press('Delete');
    await expect(tabs.strip).toHaveCount(0);
    await press('Shift+t');
    await expect(tabs.all).toHaveCount(2);
  });

  it('are renamed, and put in another order by keys and by drawing', async () => {
    const { tabs } = pages();
    await tabs.active.focus();
    await press('F2');
    const name = bench.page.getByRole('textbox', { name: 'Name of the tab' });
    await expect(name).toBeFocused();
    await name.fill('what is \u202egrave');
    await press('Enter');
    await expect(tabs.active).toHaveText('what is \\u{202e}grave');
    const [first = '', second = ''] = await tabs.titles();
    await press('Control+Shift+ArrowLeft');
    await expect.poll(() => tabs.titles()).toEqual([second, first]);
    await expect(tabs.active).toBeFocused();
    await press('Control+Shift+ArrowRight');
    await expect.poll(() => tabs.titles()).toEqual([first, second]);
    await tabs.all.first().dragTo(tabs.all.last(), { targetPosition: { x: 200, y: 10 } });
    await expect.poll(() => tabs.titles()).toEqual([second, first]);
    await tabs.active.focus();
    await press('F2');
    await name.fill('');
    await press('Enter');
    await expect(tabs.tab('severity:high')).toBeVisible();
    await closeOthers();
  });

  it('open from a value, a row of the facets and a query of before', async () => {
    const { tabs, workspace, detail } = pages();
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await workspace.ask('type:user_login');
    await workspace.expectCount('2,650');
    // The whole width is needed to have all columns in sight.
    await bench.page.getByRole('grid', { name: 'Events' }).getByRole('gridcell').first().waitFor();
    if (await detail.panel.isVisible()) await press('Escape', 'd');
    await expect(detail.panel).toBeHidden();
    await workspace.cell(workspace.firstRow, 'host').click();
    await press('Shift+F10');
    await bench.page.getByRole('menuitem', { name: 'Filter for it in a new tab' }).click();
    await expect(tabs.active).toHaveText('type:user_login · host: vpn01');
    await press(',');
    await expect(workspace.cell(workspace.firstRow, 'host')).toBeFocused();
    await expect(workspace.cell(workspace.firstRow, 'host')).toHaveText('vpn01');
    await press('Shift+F10');
    await expect(bench.page.getByRole('menuitem').first()).toBeFocused();
    await press('ArrowDown', 'Control+Enter');
    await expect(tabs.active).toHaveText('type:user_login · not host: vpn01');
    await workspace
      .facetValue('severity', 'medium')
      .getByRole('button')
      .first()
      .click({ modifiers: ['Control'] });
    await expect(tabs.active).toHaveText('type:user_login · not host: vpn01 · +1');
    await workspace.facetValue('severity', 'medium').getByRole('button').first().focus();
    await press('Control+Enter');
    await expect(tabs.all).toHaveCount(5);
    await bench.page.getByRole('button', { name: 'History' }).click();
    await bench.page
      .getByRole('menuitem', { name: 'severity:high', exact: true })
      .first()
      .click({ modifiers: ['Control'] });
    await expect(tabs.active).toContainText('severity:high');
    await expect(tabs.all).toHaveCount(6);
    await closeOthers();
    await workspace.bar.getByRole('button', { name: 'Clear all' }).click();
    await workspace.expectCount('47,886');
  });

  it('open from a saved view', async () => {
    const { tabs, workspace, app } = pages();
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await bench.page.getByRole('button', { name: 'Views', exact: true }).click();
    await bench.page.getByRole('menuitem', { name: 'Save this view' }).click();
    await bench.page.getByRole('textbox', { name: 'Name of the view' }).fill('grave');
    await app.dialog('Save this view').getByRole('button', { name: 'Save this view' }).click();
    await expect(app.dialog('Save this view')).toBeHidden();
    await workspace.ask('');
    await workspace.expectCount('47,886');
    await bench.page.getByRole('button', { name: 'Views', exact: true }).click();
    await bench.page.getByRole('menuitem', { name: 'grave', exact: true }).click({ modifiers: ['Control'] });
    await workspace.expectCount('2');
    plainExpect(await tabs.titles()).toEqual(['All events', 'severity:high']);
    await press('w');
    await workspace.expectCount('47,886');
  });

  it('can be twenty, and one more is refused in words', async () => {
    const { tabs, app } = pages();
    for (let count = 1; count < 20; count += 1) await press('n');
    await expect(tabs.all).toHaveCount(20);
    await press('n');
    await expect(app.messages.getByText(/^20 tabs are open/u)).toBeVisible();
    await expect(tabs.all).toHaveCount(20);
    await expect(tabs.active).toBeInViewport({ ratio: 1 });
    await closeOthers();
  });

  it('are shown two at a time, by the keyboard alone, and one follows the other in time', async () => {
    const { tabs, workspace, detail } = pages();
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await press('Escape', 'n', '/');
    await bench.page.keyboard.insertText('x');
    await workspace.ask('');
    await workspace.expectCount('47,886');
    await press('Escape', 'b');
    await expect(tabs.halves).toHaveCount(2);
    await expect(tabs.half).toContainText('47,886 events');
    await expect(tabs.otherHalf.getByRole('time').first()).toBeVisible();
    await press('g', 'r', 'Enter');
    const newest = await detail.seq();
    await press('Shift+b');
    await expect(tabs.half).toContainText('2 events');
    await expect(workspace.query).toHaveText('severity:high');
    await press('g', 'r', 'l');
    // The other half comes to the very event, though it holds 47,886.
    const time = await tabs.half
      .getByRole('row')
      .filter({ has: bench.page.locator(':focus') })
      .getByRole('time')
      .textContent();
    await expect(tabs.otherHalf.getByText('nearest: the same time')).toBeVisible();
    await expect(
      tabs.otherHalf
        .getByRole('time')
        .filter({ hasText: time ?? '?' })
        .first(),
    ).toBeInViewport();
    await press('j');
    const later = await tabs.half
      .getByRole('row')
      .filter({ has: bench.page.locator(':focus') })
      .getByRole('time')
      .textContent();
    plainExpect(later).not.toBe(time);
    await expect(
      tabs.otherHalf
        .getByRole('time')
        .filter({ hasText: later ?? '?' })
        .first(),
    ).toBeInViewport();
    await press('l', 'Shift+b');
    await expect(tabs.half).toContainText('47,886 events');
    await expect.poll(() => detail.seq()).toBe(newest);
    await bench.page.getByRole('button', { name: 'Side by side' }).click();
    await expect(tabs.halves).toHaveCount(2);
    // A click in a half makes it the one that is worked in.
    await workspace
      .cell(
        tabs.otherHalf
          .getByRole('row')
          .filter({ has: bench.page.getByRole('gridcell') })
          .first(),
        'timestamp',
      )
      .click();
    await expect(tabs.half).toContainText('2 events');
    await expect(workspace.query).toHaveText('severity:high');
    await expect.poll(() => detail.seq()).not.toBe(newest);
    await press('b');
    await expect(tabs.halves).toHaveCount(0);
    await workspace.expectCount('2');
  });

  it('leave nothing behind when the case is locked', async () => {
    const { tabs, workspace, app } = pages();
    await expect(tabs.all).toHaveCount(2);
    await app.chooseFromCaseMenu('Lock and close the case');
    const kept = await bench.page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
    }));
    plainExpect(kept).toEqual({ local: 0, session: 0, databases: 0 });
    await bench.page.getByRole('main').getByRole('listitem').getByRole('button', { name: /^Test/u }).first().click();
    await bench.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await press('Enter');
    await workspace.expectCount('47,886');
    await expect(tabs.strip).toHaveCount(0);
    await expect(workspace.query).not.toContainText('severity');
    await press('Shift+t');
    await expect(tabs.strip).toHaveCount(0);
  });
});
