/** A case is checked in the window: intact as it is, and with the place, the bytes and the neighbours where it was changed. */
import { afterAll, beforeAll, describe, expect as plainExpect, it } from 'vitest';
import { editSealedRecord } from '../src/test/helpers/edit-sealed-record.ts';
import { Bench, expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';

describe.skipIf(!hasBrowser)('a case that is as it was sealed', () => {
  const bench = useBench({ sample: true });

  it('is intact, and says what that does not prove', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Verification');
    await app.main.getByRole('button', { name: 'Run check' }).click();
    await expect(app.main.getByText('INTACT', { exact: true })).toBeVisible();
    await expect(app.main.getByText('none: no outside mark')).toBeVisible();
    await expect(app.main.getByRole('heading', { name: 'What this check proves' })).toBeVisible();
  });

  it('is told from another case by its fingerprint', async () => {
    const app = new AppWindow(bench.page);
    await app.main.getByRole('textbox', { name: /^Fingerprint/u }).fill('0'.repeat(40));
    await app.main.getByRole('button', { name: 'Run again' }).click();
    await expect(app.main.getByText('BROKEN', { exact: true })).toBeVisible();
  });
});

describe.skipIf(!hasBrowser)('a case with a record that somebody changed', () => {
  const bench = new Bench();
  let changed = -1;

  beforeAll(async () => {
    if (!hasBrowser) return;
    const { dir, passphrase } = bench.copySample();
    changed = await editSealedRecord(dir, passphrase);
    await bench.open(dir);
    const unlock = bench.page.getByRole('dialog', { name: /^Unlock/u });
    await unlock.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
    await unlock.getByRole('button', { name: 'Unlock' }).click();
    await expect(bench.page.getByRole('button', { name: 'Verification' })).toBeEnabled();
  });
  afterAll(() => bench.close());

  it('is broken, and the record is named', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Verification');
    await app.main.getByRole('button', { name: 'Run check' }).click();
    await expect(app.main.getByText('BROKEN', { exact: true })).toBeVisible();
    plainExpect(changed).toBeGreaterThan(0);
    await expect(app.main.getByText(changed.toLocaleString('en')).first()).toBeVisible();
  });

  it('shows the bytes of the record, and that they are not what was sealed', async () => {
    const main = bench.page.getByRole('main');
    await main
      .getByRole('button', { name: new RegExp(`bytes of record ${changed.toLocaleString('en')}`, 'u') })
      .first()
      .click();
    await expect(main.getByText(/"kind":"source-report"/u).first()).toBeVisible();
  });
});
