// The parts of two libraries without types of their own that the documentation is built with.

declare module 'markdown-it' {
  /** A part of a document; inline ones have children. */
  export interface Token {
    type: string;
    tag: string;
    content: string;
    /** What stands behind the fence of a code block. */
    info: string;
    /** First line and the one behind the last, from 0. */
    map: [number, number] | null;
    children: Token[] | null;
    attrGet(name: string): string | null;
    attrSet(name: string, value: string): void;
  }

  export default class MarkdownIt {
    constructor(options?: { html?: boolean });
    parse(text: string, environment: object): Token[];
    renderer: { rules: Record<string, () => string> };
    core: {
      ruler: {
        push(name: string, rule: (state: { tokens: Token[]; env: unknown }) => void): void;
      };
    };
  }
}

declare module '@11ty/eleventy' {
  import type MarkdownIt from 'markdown-it';

  /** What a configuration function is called with. */
  export interface EleventyConfig {
    addGlobalData(name: string, value: unknown): void;
    addTemplate(path: string, content: string, data: Readonly<Record<string, unknown>>): void;
    addPassthroughCopy(paths: Readonly<Record<string, string>>): void;
    amendLibrary(engine: 'md', amend: (markdown: MarkdownIt) => void): void;
    setLayoutsDirectory(folder: string): void;
    setQuietMode(quiet: boolean): void;
  }

  export default class Eleventy {
    constructor(
      input: string,
      output: string,
      options: { quietMode?: boolean; configPath?: null; config: (config: EleventyConfig) => unknown },
    );
    write(): Promise<unknown>;
  }
}
