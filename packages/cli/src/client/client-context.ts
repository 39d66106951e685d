/** What is written to: a terminal, a pipe, a file. */
export interface OutputStream {
  readonly isTTY?: boolean;
  /** Width of the terminal, in characters. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Questions to the person at the terminal. Each answers `undefined` when that person gives up (Ctrl-C). */
export interface Prompts {
  text(question: TextQuestion): Promise<string | undefined>;
  confirm(message: string): Promise<boolean | undefined>;
}

/** A question that is answered with a line of text. */
export interface TextQuestion {
  readonly message: string;
  /** The answer of who just presses return. */
  readonly initial?: string;
  /** Says what is wrong with an answer, to be asked again; `undefined` for nothing. */
  readonly problemOf?: (answer: string) => string | undefined;
}

/** The world around a command of the API client. */
export interface ClientContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homeFolder: string;
  readonly workingFolder: string;
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly prompts: Prompts;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly openBrowser: (url: string) => Promise<void>;
}

/** Whether somebody is there to be asked. */
export function isInteractive({ stdin, stdout }: ClientContext): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}
