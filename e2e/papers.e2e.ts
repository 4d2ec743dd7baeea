/** Papers of custody from the window: chosen in a menu, saved to a file, recorded with its hash. */
import { readFileSync } from 'node:fs';
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { sha256Hex } from './fixtures/digest.ts';
import { AppWindow } from './pages/app-window.ts';

describe.skipIf(!hasBrowser)('papers of custody', () => {
  const bench = useBench({ sample: true });

  it.each([
    ['Save form…', 'Form of custody', 'form.pdf', /^%PDF-1\.7/u],
    ['CASE/UCO…', 'Custody as CASE/UCO', 'case.jsonld', /"@graph"/u],
  ])('%s writes the file that its hash says, and refuses to replace it', async (act, title, name, content) => {
    const app = new AppWindow(bench.page);
    await app.go('Custody');
    const path = bench.at(name);
    const open = async () => {
      await app.main.getByRole('button', { name: 'Papers' }).click();
      await bench.page.getByRole('menuitem', { name: act }).click();
      const dialog = app.dialog(title);
      await dialog.getByRole('textbox', { name: 'File' }).fill(path);
      await dialog.getByRole('button', { name: 'Save', exact: true }).click();
      return dialog;
    };
    const saved = await open();
    await expect(saved.getByText('SHA-256')).toBeVisible({ timeout: 60_000 });
    const bytes = readFileSync(path);
    plainExpect(bytes.toString('latin1')).toMatch(content);
    await expect(saved).toContainText(sha256Hex(bytes));
    await saved.getByRole('button', { name: 'Close' }).last().click();
    await expect(saved).toBeHidden();
    const again = await open();
    await expect(again.getByRole('alert')).toContainText(/EXISTS/u);
    await bench.page.keyboard.press('Escape');
    await expect(again).toBeHidden();
  });
});
