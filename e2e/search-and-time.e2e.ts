/** A person asks the case questions: in words, by its values, by stretches of time; each answer can be narrowed and taken back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect as plainExpect, inject, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { Workspace } from './pages/workspace.ts';

const linesOf = (path: string): string[] =>
  readFileSync(join(inject('sampleDir'), 'evidence', path), 'utf8')
    .trimEnd()
    .split('\n');
const inWords = (count: number): string => count.toLocaleString('en');

describe.skipIf(!hasBrowser)('searching', () => {
  const bench = useBench({ sample: true });
  const open = (): { app: AppWindow; workspace: Workspace } => ({
    app: new AppWindow(bench.page),
    workspace: new Workspace(bench.page),
  });

  it('finds what the log files hold, counted', async () => {
    const { workspace } = open();
    await workspace.expectCount('47,886');
    const php = linesOf('portal/access.log').filter((line) => line.includes('phpmyadmin'));
    plainExpect(php.length).toBeGreaterThan(10);
    await workspace.ask('phpmyadmin');
    await workspace.expectCount(inWords(php.length));
    await expect(workspace.cell(workspace.firstRow, 'message')).toContainText('phpmyadmin');
  });

  it('underlines what is wrong where it is wrong, and keeps the last answer', async () => {
    const { workspace } = open();
    const count = await workspace.count();
    await workspace.type('severity:high AND (user:mara');
    const wrong = workspace.query.locator('.cm-lintRange-error');
    await expect(wrong).toHaveCount(1);
    await expect(wrong).toContainText('(');
    await bench.page.keyboard.press('Enter');
    await workspace.expectCount(inWords(count));
    await workspace.type('severity:high');
    await expect(wrong).toHaveCount(0);
  });

  it('completes fields and their values with how often each occurs', async () => {
    const { workspace } = open();
    await workspace.type('');
    await workspace.query.pressSequentially('sever');
    const completions = bench.page.getByRole('listbox', { name: 'Completions' });
    await completions.getByRole('option', { name: /^severity/u }).click();
    await expect(workspace.query).toHaveText(/^severity:/u);
    await completions.getByRole('option', { name: 'high 2' }).click();
    await expect(workspace.query).toHaveText(/^severity:high/u);
    await bench.page.keyboard.press('Shift+Enter');
    await workspace.expectCount('2');
    await expect(workspace.rows).toHaveCount(2);
  });

  it('takes values in, out and alone, by the facets, and turns a chip round', async () => {
    const { workspace } = open();
    await workspace.ask('');
    await workspace.expectCount('47,886');
    const web = linesOf('portal/access.log').length;
    await workspace.facetValue('type', 'http_request').getByRole('button').first().click();
    await workspace.expectCount(inWords(web));
    await workspace.chip('type: http_request').getByRole('button', { name: /^type/u }).click();
    await workspace.expectCount(inWords(47_886 - web));
    await workspace
      .chip('type: http_request')
      .getByRole('button', { name: /^Remove/u })
      .click();
    await workspace.expectCount('47,886');

    const login = workspace.facetValue('type', 'user_login');
    await login.hover();
    await login.getByRole('button', { name: 'Exclude' }).click();
    await workspace.expectCount(/^4[56],\d{3} of 47,886 events$/u);
    const put = workspace.facetValue('type', 'put_object');
    await put.hover();
    await put.getByRole('button', { name: 'Only', exact: true }).click();
    await workspace.expectCount('1,058');
    await expect(workspace.chip('user_login')).toHaveCount(0);
    await workspace.bar.getByRole('button', { name: 'Clear all' }).click();
    await workspace.expectCount('47,886');
  });

  it('brings back the queries that were asked', async () => {
    const { app, workspace } = open();
    await workspace.bar.getByRole('button', { name: 'History' }).click();
    await app.menu.getByRole('menuitem', { name: /phpmyadmin/u }).click();
    await expect(workspace.query).toHaveText('phpmyadmin');
    await workspace.ask('');
    await workspace.expectCount('47,886');
  });

  it('keeps a view by its name and takes it up again', async () => {
    const { app, workspace } = open();
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await workspace.bar.getByRole('button', { name: 'Views' }).click();
    await app.menu.getByRole('menuitem', { name: 'Save this view' }).click();
    await app.dialog('Save this view').getByRole('textbox', { name: 'Name of the view' }).fill('What is high');
    await app.dialog('Save this view').getByRole('button', { name: 'Save this view' }).click();
    await expect(app.dialog('Save this view')).toBeHidden();
    await workspace.ask('');
    await workspace.expectCount('47,886');
    await workspace.bar.getByRole('button', { name: 'Views' }).click();
    await app.menu.getByRole('menuitem', { name: 'What is high', exact: true }).click();
    await workspace.expectCount('2');
    await workspace.ask('');
    await workspace.expectCount('47,886');
  });
});

describe.skipIf(!hasBrowser)('repeats', () => {
  const bench = useBench({ sample: true });
  const said = 'Failed password for root from 203.0.113.9 port 54898 ssh2';
  const count = (): number => linesOf('vpn01/auth.log').filter((line) => line.includes(said)).length;
  const press = (key: string): Promise<void> => bench.page.keyboard.press(key);
  const shown = (words: string) =>
    bench.page.getByRole('region', { name: 'Events', exact: true }).getByText(words, { exact: true });

  it('become one row that says how often and from when to when, and unfold and fold by keys and by a click', async () => {
    const workspace = new Workspace(bench.page);
    plainExpect(count()).toBeGreaterThan(1);
    await workspace.ask(`"${said}"`);
    await expect(workspace.rows).toHaveCount(count());
    await bench.page.getByText('Fold repeats').click();
    await expect(workspace.rows).toHaveCount(1);
    await expect(shown(`1 row of ${count()} events`)).toBeVisible();
    const fold = workspace.grid.getByRole('button', { name: `×${count()}` });
    await expect(workspace.cell(workspace.firstRow, 'span')).toHaveText(/^\d\d:\d\d:\d\d – \d\d:\d\d:\d\d$/u);
    await expect(fold).toHaveAttribute('title', /letter by letter/u);
    await workspace.cell(workspace.firstRow, 'folds').click({ position: { x: 90, y: 12 } });
    await expect(workspace.rows).toHaveCount(count());
    await expect(fold).toHaveAttribute('aria-expanded', 'true');
    await press('ArrowLeft');
    await expect(workspace.rows).toHaveCount(1);
    await press('ArrowRight');
    await expect(workspace.rows).toHaveCount(count());
    await press('z');
    await expect(workspace.rows).toHaveCount(1);
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('Enter');
    await expect(workspace.rows).toHaveCount(count());
    await press('ArrowDown');
    await press('z');
    await expect(workspace.rows).toHaveCount(1);
  });

  it('are selected with all that their row says, and a star on the row says that it is only on the first', async () => {
    const { app, workspace } = { app: new AppWindow(bench.page), workspace: new Workspace(bench.page) };
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('x');
    await expect(app.status.getByText(`${count()} selected`)).toBeVisible();
    await press('Shift+x');
    await press('f');
    await expect(app.messages.getByText(`Starred: 1, only the first of the ×${count()}`)).toBeVisible();
    await app.messages.getByRole('button', { name: `All ${count()}` }).click();
    await expect(app.messages.getByText(`Starred: ${count()}`, { exact: true })).toBeVisible();
    await workspace.ask('note.starred:true');
    await workspace.expectCount(String(count()));
  });

  it('unfold where an event inside them is opened from outside', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    await workspace.ask(`"${said}"`);
    await expect(workspace.rows).toHaveCount(1);
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('d');
    const first = await detail.seq();
    await workspace.ask('host:vpn01');
    await expect(shown(`1 row of ${count()} events`)).toBeHidden();
    await press('Control+k');
    const input = bench.page.getByRole('combobox', { name: /^Command/u });
    await input.fill(String(first - 1));
    await press('Enter');
    await expect(workspace.rows.filter({ hasText: said })).toHaveCount(count());
    plainExpect(await detail.seq()).toBe(first - 1);
    await workspace.ask('');
    await press('Shift+z');
    await workspace.expectCount('47,886');
  });
});

describe.skipIf(!hasBrowser)('time', () => {
  const bench = useBench({ sample: true });
  const button = (name: string) => bench.page.getByRole('region', { name: 'Time' }).getByRole('button', { name });
  const shownRange = () => new Workspace(bench.page).time.getByText(/ – .* UTC/u).first();

  it('zooms by dragging over the histogram, without filtering, and undoes it', async () => {
    const workspace = new Workspace(bench.page);
    const whole = await shownRange().textContent();
    const box = await workspace.histogram.boundingBox();
    if (box === null) throw new Error('the histogram is not on screen');
    await bench.page.mouse.move(box.x + box.width * 0.3, box.y + 40);
    await bench.page.mouse.down();
    await bench.page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 4 });
    await bench.page.mouse.up();
    await expect(shownRange()).not.toHaveText(whole ?? '');
    await workspace.expectCount('47,886');
    await button('Undo zoom').click();
    await expect(shownRange()).toHaveText(whole ?? '');
    await expect(button('Undo zoom')).toBeDisabled();
  });

  it('makes a zoomed stretch the question only when asked to', async () => {
    const workspace = new Workspace(bench.page);
    await workspace.histogram.focus();
    await bench.page.keyboard.press('PageDown');
    for (let press = 0; press < 5; press++) await bench.page.keyboard.press('Shift+PageDown');
    await expect(workspace.histogram).toHaveAttribute('aria-valuetext', /events$/u);
    await bench.page.keyboard.press('Enter');
    await expect(button('Undo zoom')).toBeEnabled();
    await workspace.expectCount('47,886');
    await button('Scope to this').click();
    await expect(workspace.chip(/^time:/u)).toBeVisible();
    await workspace.expectCount(/^\d{1,2},\d{3} of 47,886 events$/u);
    plainExpect(await workspace.count()).toBeLessThan(47_886);
    await button('Clear scope').click();
    await workspace.expectCount('47,886');
  });

  it('shows the whole case in the minimap, its silences told, and zooms from there', async () => {
    const workspace = new Workspace(bench.page);
    await expect(workspace.minimap).toHaveAttribute('aria-valuetext', /^8 sources/u);
    await workspace.minimap.focus();
    await bench.page.keyboard.press('Home');
    for (let press = 0; press < 3; press++) await bench.page.keyboard.press('Shift+PageDown');
    const whole = await shownRange().textContent();
    await bench.page.keyboard.press('Enter');
    await expect(shownRange()).not.toHaveText(whole ?? '');
    await button('Undo zoom').click();
    await expect(shownRange()).toHaveText(whole ?? '');
  });

  it('draws lanes by a value of a row, and filters by a click on one', async () => {
    const workspace = new Workspace(bench.page);
    await workspace.cell(workspace.firstRow, 'host').click();
    await bench.page.keyboard.press('Shift+F10');
    await bench.page.getByRole('menuitem', { name: 'Lanes by host' }).click();
    await expect(workspace.time.getByText('Lanes by host')).toBeVisible();
    await workspace.time.getByRole('button', { name: /vpn01/u }).first().click();
    await workspace.expectCount(inWords(linesOf('vpn01/auth.log').length));
    await button('Close lanes').click();
    await workspace.bar.getByRole('button', { name: 'Clear all' }).click();
    await workspace.expectCount('47,886');
  });
});
