/** Recording custody acts, and reading what the ledger and the items say of them. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/bench.ts';
import { AppWindow } from './app-window.ts';

export class CustodyPage {
  readonly app: AppWindow;
  readonly dialog: Locator;
  readonly done: Locator;
  readonly needs: Locator;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.app = new AppWindow(page);
    this.dialog = this.app.dialog('Record a custody act');
    this.done = this.app.dialog('Recorded');
    this.needs = this.dialog.getByRole('region', { name: 'What it needs' });
  }

  async begin(): Promise<void> {
    await this.app.main.getByRole('button', { name: 'Record an act…' }).first().click();
    await expect(this.dialog).toBeVisible();
  }

  async choose(field: string | RegExp, option: string | RegExp): Promise<void> {
    await this.dialog.getByRole('button', { name: field }).click();
    await this.page.getByRole('option', { name: option }).click();
  }

  act(name: string): Promise<void> {
    return this.choose(/What was done/u, new RegExp(`^${name}`, 'u'));
  }

  item(name: string | RegExp): Locator {
    return this.dialog.getByRole('checkbox', { name });
  }

  async tick(name: string | RegExp): Promise<void> {
    await this.item(name).focus();
    await this.page.keyboard.press('Space');
    await expect(this.item(name)).toBeChecked();
  }

  async sign(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Sign and record' }).click();
    await expect(this.done).toBeVisible();
  }
}
