/** What is there in every view: navigation, menus, palette, messages, status. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/bench.ts';

export type View =
  | 'Start'
  | 'Workspace'
  | 'Sources'
  | 'Verification'
  | 'Custody'
  | 'Compliance'
  | 'Operators'
  | 'Settings';

export class AppWindow {
  readonly page: Page;
  readonly main: Locator;
  readonly status: Locator;
  readonly messages: Locator;

  constructor(page: Page) {
    this.page = page;
    this.main = page.getByRole('main');
    this.status = page.getByRole('contentinfo');
    this.messages = page.getByRole('region', { name: 'Messages' });
  }

  async go(view: View): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click();
    await expect(this.page.getByRole('main', { name: view })).toBeVisible();
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  get menu(): Locator {
    return this.page.getByRole('menu');
  }

  async chooseFromCaseMenu(act: string): Promise<void> {
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: /^Case /u })
      .click();
    await this.menu.getByRole('menuitem', { name: act }).click();
  }

  /** By the palette, as every command can be. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    const input = this.page.getByRole('combobox', { name: /^Command/u });
    await input.fill(title);
    await this.page.getByRole('option', { name: title }).first().click();
    await expect(input).toBeHidden();
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async setClipboard(text: string): Promise<void> {
    await this.page.evaluate((words) => navigator.clipboard.writeText(words), text);
  }
}
