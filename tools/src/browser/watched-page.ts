import type { Browser, Page } from 'playwright-core';

/** How a page is looked at. */
export interface Looks {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Another server that it may be sent to, to sign in. */
  readonly signInUrl?: string;
}

/** A page in a browser, with everything that was wrong with it: errors, refusals of its policy, requests to others. */
export class WatchedPage {
  readonly #page: Page;
  readonly #origin: string;
  readonly #wrong: string[] = [];

  private constructor(page: Page, origin: string, signInUrl: string | undefined) {
    this.#page = page;
    this.#origin = origin;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#wrong.push(message.text());
    });
    page.on('pageerror', (error) => this.#wrong.push(error.stack ?? error.message));
    page.on('dialog', (dialog) => {
      this.#wrong.push(`a script of the logs ran: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const { origin: asked } = new URL(request.url());
      if (asked !== origin && asked !== signInUrl) this.#wrong.push(`asked ${request.url()}`);
    });
  }

  /** A page on a server, such as `http://127.0.0.1:8080`. */
  static async open(browser: Browser, origin: string, looks: Looks = {}): Promise<WatchedPage> {
    const { width = 1440, colorScheme = 'light', signInUrl } = looks;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    return new WatchedPage(page, origin, signInUrl);
  }

  get page(): Page {
    return this.#page;
  }

  /** Path and search of where it is. */
  get place(): string {
    const { pathname, search } = new URL(this.#page.url());
    return pathname + search;
  }

  async visit(path: string): Promise<void> {
    await this.#page.goto(this.#origin + path);
  }

  /** Whether something is wider than the window. */
  isTooWide(): Promise<boolean> {
    return this.#page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  }

  /** What people can use, and that has no name for those who do not see it. */
  async withoutNames(): Promise<readonly string[]> {
    const tree = await this.#page.locator('body').ariaSnapshot();
    return tree
      .split('\n')
      .filter((line) => /^\s*- (button|link|textbox|searchbox|checkbox|radio)(?! ")/.test(line));
  }

  /** What went wrong since this was asked last. */
  takeWrong(): readonly string[] {
    return this.#wrong.splice(0);
  }
}
