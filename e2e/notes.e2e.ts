/** A person marks events, all matches at once, takes it back and does it again; and finds the marked ones by a query. */
import { describe, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('notes', () => {
  const bench = useBench({ sample: true });
  const press = (key: string): Promise<void> => bench.page.keyboard.press(key);

  it('star and tag the event with the cursor, seen in its row and its history', async () => {
    const workspace = new Workspace(bench.page);
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('f');
    await expect(
      workspace.firstRow.getByRole('img', { name: 'Starred' }).or(workspace.firstRow.getByLabel('Starred')),
    ).toBeVisible();
    await press('1');
    await expect(workspace.firstRow.getByLabel('Tags: suspicious')).toBeVisible();
    await press('t');
    const tagging = new AppWindow(bench.page).dialog('Tag one event');
    await tagging.getByRole('textbox', { name: 'Tag' }).fill('first seen');
    await press('Enter');
    await expect(tagging).toBeHidden();
    await expect(
      workspace.firstRow
        .getByLabel('Tags: first seen, suspicious')
        .or(workspace.firstRow.getByLabel('Tags: suspicious, first seen')),
    ).toBeVisible();
  });

  it('take a comment of several lines', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('c');
    const form = new AppWindow(bench.page).dialog('Comment on one event');
    await form.getByRole('textbox', { name: 'Write a comment' }).fill('Who did this?\nAsk the desk.');
    await press('Control+Enter');
    await expect(form).toBeHidden();
    await workspace.openFirst('2025-');
    const history = await detail.show('History');
    await expect(history.getByText(/Who did this\?/u).first()).toBeVisible();
    await expect(history.getByText('tagged suspicious')).toBeVisible();
  });

  it('are undone and done again, each by a record of its own', async () => {
    const workspace = new Workspace(bench.page);
    const app = new AppWindow(bench.page);
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('2');
    await expect(workspace.firstRow.getByLabel(/^Tags: .*malicious/u)).toBeVisible();
    await press('Control+z');
    await expect(app.messages.getByText('Undone, by a record of its own').first()).toBeVisible();
    await expect(workspace.firstRow.getByLabel(/^Tags: .*malicious/u)).toHaveCount(0);
    await press('Control+y');
    await expect(workspace.firstRow.getByLabel(/^Tags: .*malicious/u)).toBeVisible();
  });

  it('tag all matches at once, after their number was confirmed', async () => {
    const workspace = new Workspace(bench.page);
    const app = new AppWindow(bench.page);
    await workspace.ask('phpmyadmin');
    await expect(workspace.cell(workspace.firstRow, 'message')).toContainText('phpmyadmin');
    const count = (await workspace.count()).toLocaleString('en');
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('Shift+Digit4');
    const confirm = bench.page.getByRole('alertdialog', { name: 'Tag all matches: follow-up' });
    await confirm.getByRole('button', { name: `Tag ${count} events` }).click();
    await expect(confirm).toBeHidden();
    await expect(app.messages.getByText(`Tagged follow-up: ${count}`).first()).toBeVisible();
  });

  it('are found again by the query language', async () => {
    const workspace = new Workspace(bench.page);
    const probes = (await workspace.count()).toLocaleString('en');
    await workspace.ask('note.tag:follow-up');
    await workspace.expectCount(probes);
    await workspace.ask('note.tag:suspicious');
    await workspace.expectCount('1');
    await workspace.ask('note.tag:follow-up AND NOT phpmyadmin');
    await workspace.expectCount('0');
    await expect(bench.page.getByText('Nothing matches')).toBeVisible();
  });

  it('take their quick tags from the case, where a lead can name them otherwise', async () => {
    const workspace = new Workspace(bench.page);
    const app = new AppWindow(bench.page);
    await app.go('Settings');
    const form = app.main.getByRole('region', { name: 'This case' });
    await form.getByRole('textbox', { name: 'Key 1' }).fill('malicious');
    await expect(form.getByText('Another key has this tag.')).toBeVisible();
    await expect(form.getByRole('button', { name: 'Save the quick tags' })).toBeDisabled();
    await form.getByRole('textbox', { name: 'Key 1' }).fill('vpn abuse');
    await form.getByRole('button', { name: 'Save the quick tags' }).click();
    await expect(form.getByRole('button', { name: 'Save the quick tags' })).toBeDisabled();
    await expect(form.getByRole('textbox', { name: 'Key 1' })).toHaveValue('vpn abuse');
    await app.go('Workspace');
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await workspace.cell(workspace.firstRow, 'message').click();
    await press('1');
    await expect(workspace.firstRow.getByLabel(/^Tags: .*vpn abuse/u)).toBeVisible();
    await press('Control+k');
    await bench.page.getByRole('combobox', { name: /^Command/u }).fill('Tag: vpn');
    await expect(bench.page.getByRole('option', { name: /Tag: vpn abuse/u })).toBeVisible();
    await press('Escape');
    await app.go('Custody');
    await expect(app.main.getByText(/set the quick tags to vpn abuse, malicious/u)).toBeVisible();
  });
});
