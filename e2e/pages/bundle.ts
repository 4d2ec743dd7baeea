/** The wizard for evidence bundles, step by step. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/bench.ts';
import { AppWindow } from './app-window.ts';

/** Whatever a redaction leaves behind, a few rounds find it. */
const MAX_ROUNDS = 8;
const MAKING_MS = 180_000;

export class BundlePage {
  readonly app: AppWindow;
  readonly dialog: Locator;
  readonly done: Locator;

  constructor(page: Page) {
    this.app = new AppWindow(page);
    this.dialog = this.app.dialog('Make an evidence bundle');
    this.done = this.app.dialog('The bundle is made');
  }

  /** To the step after this one. @param name of that step */
  async next(name: string): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Next' }).click();
    await expect(this.dialog.getByRole('region', { name: new RegExp(`: ${name}$`, 'u') })).toBeVisible();
  }

  async goTo(name: string): Promise<void> {
    await this.dialog.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name }).click();
    await expect(this.dialog.getByRole('region', { name: new RegExp(`: ${name}$`, 'u') })).toBeVisible();
  }

  /** Takes out, too, what was found to leak, and tries again. @param before what is done before each try */
  async takeLeaksUntilMade(before: () => Promise<void>): Promise<void> {
    const take = this.dialog.getByRole('button', { name: 'Take these out, too' });
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      if (await this.done.isVisible()) return;
      await take.click();
      await before();
      await this.goTo('Summary');
      await this.dialog.getByRole('button', { name: 'Make the bundle' }).click();
      await expect(this.done.or(take)).toBeVisible({ timeout: MAKING_MS });
    }
    await expect(this.done).toBeVisible();
  }
}
