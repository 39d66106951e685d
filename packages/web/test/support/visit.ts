import { Browser, type BrowserPage, type Element, type HTMLElement } from 'happy-dom';

const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 10;
/** What happy-dom says about requests that were refused, or given up because somebody went on. */
const ABOUT_REQUESTS = /^(\w+ http\S+ 4\d\d \(|Error: (socket hang up|aborted)$)/;

/** Somebody looking at the page in a browser without a window, who finds things by what is written on them. */
export class Visit {
  readonly #browser: Browser;
  readonly #page: BrowserPage;

  private constructor(browser: Browser) {
    this.#browser = browser;
    this.#page = browser.newPage();
  }

  static async begin(url: string, token: string | undefined): Promise<Visit> {
    const headers = token === undefined ? null : [{ headers: { authorization: `Bearer ${token}` } }];
    const browser = new Browser({
      settings: {
        enableJavaScriptEvaluation: true,
        suppressInsecureJavaScriptEnvironmentWarning: true,
        // Styles are not looked at here.
        handleDisabledFileLoadingAsSuccess: true,
        fetch: { requestHeaders: headers },
      },
    });
    const visit = new Visit(browser);
    await visit.#page.goto(url);
    return visit;
  }

  /** @returns what the browser complained about, requests left aside. */
  async end(): Promise<string> {
    // Errors as texts: without the lines of their stacks, which look like complaints of their own.
    const complaints = this.#page.virtualConsolePrinter.read().map(({ message }) => message.join(' '));
    await this.#browser.close();
    return complaints.filter((complaint) => !ABOUT_REQUESTS.test(complaint)).join('\n');
  }

  /** Path and search in the address bar. */
  get place(): string {
    const { pathname, search } = new URL(this.#page.url);
    return pathname + search;
  }

  /** What is to be read in an element, the whole page by default. */
  text(selector = 'body'): string {
    return this.find(selector)?.textContent ?? '';
  }

  find(selector: string): HTMLElement | null {
    return this.#page.mainFrame.document.querySelector(selector) as HTMLElement | null;
  }

  all(selector: string): Element[] {
    return [...this.#page.mainFrame.document.querySelectorAll(selector)];
  }

  /** Waits for a text. */
  async sees(text: string | RegExp, selector = 'body'): Promise<void> {
    await this.#until(
      () => (typeof text === 'string' ? this.text(selector).includes(text) : text.test(this.text(selector))),
      () => `"${text}" in ${selector}; there is: ${this.text(selector)}`,
    );
  }

  /** Waits until something is so many times on the page. */
  async counts(selector: string, quantity: number): Promise<void> {
    await this.#until(
      () => this.all(selector).length === quantity,
      () => `${quantity} of ${selector}; there are ${this.all(selector).length}`,
    );
  }

  /** Clicks a button or a link by its text or label, as soon as it can be clicked. */
  async click(name: string | RegExp, inside = 'body'): Promise<void> {
    const matches = (element: Element) =>
      [element.textContent, element.getAttribute('aria-label')].some((text) =>
        typeof name === 'string' ? text?.trim() === name : name.test(text ?? ''),
      );
    const found = () =>
      this.all(`${inside} button:not([disabled]), ${inside} a, ${inside} label`).find(matches);
    await this.#until(
      () => found() !== undefined,
      () => `"${name}" to click; there is: ${this.text(inside)}`,
    );
    const element = found() as HTMLElement;
    const control = element.tagName === 'LABEL' ? element.querySelector('input') : null;
    ((control as HTMLElement | null) ?? element).click();
  }

  /** Types into a field by its label. */
  async type(label: string, value: string): Promise<void> {
    const found = () => this.all('label').find((each) => each.textContent === label);
    await this.#until(
      () => found() !== undefined,
      () => `a field "${label}"`,
    );
    const field = this.find(`[id="${found()?.getAttribute('for')}"]`) as HTMLElement & { value: string };
    field.value = value;
    field.dispatchEvent(new this.#page.mainFrame.window.Event('input', { bubbles: true }));
  }

  async #until(holds: () => boolean, what: () => string): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !holds(); ) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what()}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }
}
