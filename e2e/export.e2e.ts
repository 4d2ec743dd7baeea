/** What leaves the case is exactly what was asked, and the file proves it. */
import { readFileSync } from 'node:fs';
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { sha256Hex } from './fixtures/digest.ts';
import { AppWindow } from './pages/app-window.ts';
import { exportAs } from './pages/exporting.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('an export', () => {
  const bench = useBench({ sample: true });

  it('as JSON Lines holds every match, and its count and digest are those shown', async () => {
    const workspace = new Workspace(bench.page);
    await workspace.ask('phpmyadmin');
    await expect(workspace.cell(workspace.firstRow, 'message')).toContainText('phpmyadmin');
    const count = await workspace.count();
    const path = bench.at('probes.jsonl');
    const { rows, sha256 } = await exportAs(bench.page, /^JSON Lines/u, path);
    const bytes = readFileSync(path);
    const lines = bytes.toString('utf8').trimEnd().split('\n');
    plainExpect([rows, lines.length, sha256]).toEqual([count.toLocaleString('en'), count, sha256Hex(bytes)]);
    plainExpect(lines.filter((line) => !line.includes('phpmyadmin'))).toEqual([]);
    plainExpect(lines.map((line) => (JSON.parse(line) as { eventType: string }).eventType)).toEqual(
      lines.map(() => 'http_request'),
    );
  });

  it('as CSV has a row for every match under its heads', async () => {
    const workspace = new Workspace(bench.page);
    const count = await workspace.count();
    const path = bench.at('probes.csv');
    const { rows, sha256 } = await exportAs(bench.page, /^CSV/u, path);
    const bytes = readFileSync(path);
    const lines = bytes.toString('utf8').trimEnd().split(/\r?\n/u);
    plainExpect([rows, lines.length, sha256]).toEqual([count.toLocaleString('en'), count + 1, sha256Hex(bytes)]);
  });

  it('replaces no file unless told to, and says which it found', async () => {
    const app = new AppWindow(bench.page);
    const path = bench.at('probes.csv');
    const before = readFileSync(path);
    await bench.page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Export' }).click();
    const dialog = app.dialog(/^Export/u);
    await dialog.getByRole('textbox', { name: 'File' }).fill(path);
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(dialog.getByRole('alert')).toContainText(/EXISTS/u);
    plainExpect(readFileSync(path).equals(before)).toBe(true);
    await bench.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
});
