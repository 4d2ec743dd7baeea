/** A person makes a case, drops log files on the window, and sees what became of every record in them. */
import { describe, expect as plainExpect, it } from 'vitest';
import { sha256Hex } from './fixtures/digest.ts';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { evidenceFiles } from './fixtures/evidence-files.ts';
import { audittrail } from './fixtures/program.ts';
import { AppWindow } from './pages/app-window.ts';
import { confirmEvidence, createCase, dropFiles } from './pages/new-case.ts';

const PASSPHRASE = 'horse, battery and e2e';
const FINGERPRINT = /^[0-9a-f]{5}(?:-[0-9a-f]{4,5})+$/u;

describe.skipIf(!hasBrowser)('a new case', () => {
  const bench = useBench();
  let fingerprint = '';

  it('refuses a passphrase that is too short, in words, and makes nothing', async () => {
    const app = new AppWindow(bench.page);
    await bench.page.getByRole('main').getByRole('button', { name: 'Create a case' }).click();
    const form = app.dialog('Create a case');
    await form.getByRole('textbox', { name: 'Name of the case' }).fill('Short');
    await form.getByRole('textbox', { name: 'Folder for it' }).fill(bench.home);
    await form.getByRole('textbox', { name: 'Your full name' }).fill('Ada Lovelace');
    await form.getByLabel('Passphrase', { exact: true }).fill('short');
    await form.getByLabel('Passphrase again').fill('shorter');
    await expect(form.getByText('The two are not the same')).toBeVisible();
    await expect(form.getByRole('button', { name: 'Create', exact: true })).toBeDisabled();
    await form.getByLabel('Passphrase again').fill('short');
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(
      form
        .getByRole('alert')
        .or(form.getByText(/12 characters/u))
        .first(),
    ).toBeVisible();
    await bench.page.keyboard.press('Escape');
    await expect(form).toBeHidden();
  });

  it('shows its fingerprint to write down, the same that the command line shows', async () => {
    fingerprint = await createCase(bench.page, { name: 'E2E 2026-001', parent: bench.home, passphrase: PASSPHRASE });
    plainExpect(fingerprint).toMatch(FINGERPRINT);
    await expect(new AppWindow(bench.page).status).toContainText(fingerprint.slice(0, 8));
    await expect(bench.page.getByText('No evidence yet')).toBeVisible();
  });

  it('takes dropped files, each with a report whose numbers add up and the digest of its bytes', async () => {
    const files = evidenceFiles();
    await dropFiles(bench.page, files);
    const said = await confirmEvidence(bench.page);
    const [events = 0, rejected = 0] = [...said.matchAll(/(\d[\d,]*)/gu)].map(([count]) =>
      Number(count.replaceAll(',', '')),
    );
    plainExpect(events).toBeGreaterThan(0);

    const main = bench.page.getByRole('main', { name: 'Sources' });
    const table = main.getByRole('table', { name: 'Sources' });
    await expect(table.getByRole('row')).toHaveCount(files.length + 1);
    const sums = { events: 0, rejected: 0 };
    for (const { name, bytes } of files) {
      await table.getByRole('button', { name: new RegExp(name.replace('.', '\\.'), 'u') }).click();
      const report = main.getByRole('article');
      await expect(report.getByText('Dropped on the window; where it lay before is not known')).toBeVisible();
      const sum = await report.getByText(/ records = .* events \+ .* rejections$/u).textContent();
      const [records = -1, ofEvents = 0, ofRejected = 0] = (sum?.match(/[\d,]+/gu) ?? []).map((each) =>
        Number(each.replaceAll(',', '')),
      );
      plainExpect(records).toBe(ofEvents + ofRejected);
      await expect(report.getByRole('code').first()).toHaveAttribute('title', sha256Hex(bytes));
      await expect(report.getByText(`(${bytes.length.toLocaleString('en')} B)`)).toBeVisible();
      sums.events += ofEvents;
      sums.rejected += ofRejected;
    }
    plainExpect(sums).toEqual({ events, rejected });
  });

  it('says so when the same files come again, and adds nothing', async () => {
    const files = evidenceFiles();
    const table = bench.page.getByRole('main', { name: 'Sources' }).getByRole('table', { name: 'Sources' });
    await dropFiles(bench.page, files.slice(0, 1));
    const rows = await table.getByRole('row').count();
    plainExpect(await confirmEvidence(bench.page)).toMatch(/^0 events added.*1 source was in the case already/u);
    await expect(table.getByRole('row')).toHaveCount(rows);
  });

  it('is intact to the command line once it is closed, under the fingerprint that was shown', async () => {
    const app = new AppWindow(bench.page);
    await app.chooseFromCaseMenu('Lock and close the case');
    await expect(bench.page.getByRole('main', { name: 'Start' })).toBeVisible();
    const recent = bench.page.getByRole('button', { name: /E2E 2026-001/u }).first();
    const dir = (await recent.locator('bdi').nth(1).textContent()) ?? '';
    const report = JSON.parse(
      await audittrail(['verify', '--case', dir, '--json', '--fingerprint', fingerprint], bench.home, PASSPHRASE),
    ) as { verdict: string };
    plainExpect(report.verdict).toBe('intact');
  });
});
