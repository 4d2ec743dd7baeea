/** From a value to all that share it, from an event to what happened around it, and two to six side by side. */
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('a row', () => {
  const bench = useBench({ sample: true });
  const press = (key: string): Promise<void> => bench.page.keyboard.press(key);

  it('filters by its value through the menu, opened and steered by keys', async () => {
    const workspace = new Workspace(bench.page);
    await workspace.cell(workspace.firstRow, 'host').click();
    await press('Shift+F10');
    const menu = bench.page.getByRole('menu', { name: 'What to do with this' });
    await expect(menu).toBeVisible();
    await expect(menu.getByRole('menuitem').first()).toBeFocused();
    await press('Enter');
    await expect(workspace.chip('host: fw01')).toBeVisible();
    await workspace.expectCount('18,805');
    await workspace.bar.getByRole('button', { name: 'Clear all' }).click();
    await workspace.expectCount('47,886');
  });

  it('shows what else happened then, in every source, as far as asked', async () => {
    const workspace = new Workspace(bench.page);
    const app = new AppWindow(bench.page);
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('[');
    const around = app.dialog(/^What else happened around #/u);
    await expect(around.getByText(/^51 events, \d+ from other sources$/u)).toBeVisible();
    await expect(
      around
        .getByRole('row')
        .filter({ has: bench.page.locator('[aria-current]') })
        .or(around.locator('tr[aria-current]'))
        .first(),
    ).toBeVisible();
    await around.getByRole('button', { name: 'Load more before' }).click();
    await expect(around.getByText(/^\d{2,3} events, /u)).not.toHaveText(/^51 events/u);
    await around.getByRole('textbox', { name: 'Only events that match' }).fill('type:user_login');
    await around.getByRole('button', { name: 'Apply' }).click();
    await expect(around.getByText(/^\d+ events, /u)).toBeVisible();
    await press('Escape');
    await expect(around).toBeHidden();
  });

  it('is compared with another, field by field', async () => {
    const workspace = new Workspace(bench.page);
    const app = new AppWindow(bench.page);
    await workspace.ask('phpmyadmin');
    await expect(workspace.cell(workspace.firstRow, 'message')).toContainText('phpmyadmin');
    await workspace.cell(workspace.rowAt(0), 'message').click();
    await press('x');
    await press('j');
    await press('x');
    const bar = bench.page.getByRole('toolbar', { name: 'Selection' });
    await expect(bar.getByText('2 selected')).toBeVisible();
    await bar.getByRole('button', { name: 'Compare' }).click();
    const compare = app.dialog('Compare 2 events');
    const said = compare.getByText(/ of \d+ fields differ$/u);
    await expect(said).toBeVisible();
    const [differ = 0, all = 0] = ((await said.textContent()) ?? '').match(/\d+/gu)?.map(Number) ?? [];
    plainExpect(differ).toBeGreaterThan(0);
    plainExpect(differ).toBeLessThan(all);
    await expect(compare.getByRole('row')).toHaveCount(differ + 1);
    await compare.getByText('Changed fields only').click();
    await expect(compare.getByRole('row')).toHaveCount(all + 1);
    await press('Escape');
    await bar.getByRole('button', { name: 'Clear' }).click();
    await expect(bar.getByText(/selected/u)).toHaveCount(0);
  });
});
