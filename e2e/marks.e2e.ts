/** A case is marked outside from the window: a page to print, typed back to compare; false answers are refused. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { expectAccessible } from './fixtures/axe.ts';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';

describe.skipIf(!hasBrowser)('outside marks in the window', () => {
  const bench = useBench({ sample: true });
  const clean = (): Promise<void> => expectAccessible(bench.page);

  it('says that there are none, and writes a page to print', async () => {
    const app = new AppWindow(bench.page);
    // Two keys lead there from anywhere.
    await app.go('Sources');
    await bench.page.keyboard.press('g');
    await bench.page.keyboard.press('m');
    await expect(app.main.getByRole('tab', { name: /^Outside marks/u })).toHaveAttribute('aria-selected', 'true');
    const marks = app.main.getByRole('region', { name: 'Outside marks', exact: true });
    await expect(marks.getByText(/^No outside mark yet/u)).toBeVisible();
    await marks.getByRole('button', { name: 'Mark outside…' }).click();
    const dialog = bench.page.getByRole('dialog', { name: 'Mark outside' });
    await dialog.getByRole('textbox', { name: /^Folder/u }).fill(bench.home);
    await clean();
    await dialog.getByRole('button', { name: 'Write the file' }).click();
    await expect(dialog.getByText('Written and recorded')).toBeVisible();
    await clean();
    // What is printed is a picture of the very page, alone on the paper.
    await bench.page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-was-printed', 'true');
    });
    await dialog.getByRole('button', { name: 'Print the page…' }).click();
    await expect(bench.page.locator('body[data-was-printed] > [data-print] img')).toHaveAttribute(
      'src',
      /^data:image\/svg\+xml/u,
    );
    await bench.page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect(bench.page.locator('[data-print]')).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(marks.getByText('Only on paper')).toBeVisible();
    await expect(bench.page.getByRole('banner').getByText('Marked, not confirmed')).toBeVisible();
    await expect(marks.getByRole('rowheader')).toHaveCount(1);
    await clean();
  });

  it('compares what is typed back from the page', async () => {
    const name = readdirSync(bench.home).find((each) => each.endsWith('.svg')) ?? '';
    const words = [...readFileSync(join(bench.home, name), 'utf8').matchAll(/>((?:[a-z]{5} ){3}[a-z]{5})</gu)];
    const typed = words.map(([, four]) => four).join(' ');
    const app = new AppWindow(bench.page);
    await app.main.getByRole('button', { name: 'Compare…' }).click();
    const dialog = bench.page.getByRole('dialog', { name: 'Compare with an earlier head' });
    const box = dialog.getByRole('textbox', { name: /^Typed from paper/u });
    await box.fill(`${name.replace('.svg', '')} ${typed}`);
    await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(dialog.getByText('The same history')).toBeVisible();
    await box.fill(`${Number(name.replace('.svg', '')) - 1} ${typed}`);
    await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(dialog.getByText('Two histories')).toBeVisible();
    await clean();
    await bench.page.keyboard.press('Escape');
  });

  it('refuses a file that is no answer', async () => {
    const path = join(bench.home, 'answer.tsr');
    writeFileSync(path, 'hello');
    const app = new AppWindow(bench.page);
    await app.main.getByRole('button', { name: 'Take in an answer…' }).click();
    const dialog = bench.page.getByRole('dialog', { name: 'Take in an answer' });
    await dialog.getByRole('textbox', { name: /^File/u }).fill(path);
    await dialog.getByRole('button', { name: 'Check and take in' }).click();
    await expect(dialog.getByText('Refused, and not recorded')).toBeVisible();
    await clean();
    await bench.page.keyboard.press('Escape');
  });

  it('takes a dropped file as the answer it asks for, and not as evidence', async () => {
    const app = new AppWindow(bench.page);
    await app.main.getByRole('button', { name: 'Take in an answer…' }).click();
    const dialog = app.dialog('Take in an answer');
    await expect(dialog).toBeVisible();
    const transfer = await bench.page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['no answer at all'], 'answer.cosig'));
      return data;
    });
    await dialog.dispatchEvent('dragenter', { dataTransfer: transfer });
    await expect(bench.page.getByText('it does not become evidence')).toBeVisible();
    await dialog.dispatchEvent('drop', { dataTransfer: transfer });
    await expect(dialog.getByText('answer.cosig')).toBeVisible();
    await dialog.getByRole('button', { name: 'Check and take in' }).click();
    await expect(dialog.getByText('Refused, and not recorded')).toBeVisible();
    await expect(app.dialog('Add evidence')).toHaveCount(0);
    await clean();
    await bench.page.keyboard.press('Escape');
  });

  it('trusts a block and a witness, refuses what is no key, and ends the trust when told twice', async () => {
    const app = new AppWindow(bench.page);
    const trust = app.main.getByRole('region', { name: 'Trusted here' });
    await expect(trust).toContainText('Nobody is trusted yet');
    await trust.getByRole('button', { name: 'Trust somebody…' }).click();
    const dialog = app.dialog('Trust somebody');
    await dialog.getByRole('textbox', { name: 'Its key' }).fill('no key at all');
    await dialog.getByRole('button', { name: 'Trust from now on' }).click();
    await expect(dialog.getByText('MARK_UNREADABLE')).toBeVisible();
    await clean();
    await dialog.getByRole('button', { name: /Who it is/u }).click();
    await bench.page.getByRole('option', { name: /^Block of Bitcoin/u }).click();
    await dialog.getByRole('textbox', { name: 'Height and root' }).fill(`840000:${'ab'.repeat(32)}`);
    await dialog.getByRole('button', { name: 'Trust from now on' }).click();
    await expect(dialog.getByText('Trusted from now on')).toBeVisible();
    await clean();
    await bench.page.keyboard.press('Escape');
    await expect(trust.getByRole('row').filter({ hasText: '840000' })).toHaveCount(1);
    await trust.getByRole('button', { name: /^Trust .* no more$/u }).click();
    await bench.page.getByRole('alertdialog').getByRole('button', { name: 'Trust it no more' }).click();
    await expect(trust).toContainText('Nobody is trusted yet');
    await clean();
  });
});
