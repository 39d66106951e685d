import { configSchema } from '@fullstop/app';
import type { Document } from '../documents.js';
import type { CodeBlock } from '../markdown/parse-markdown.js';
import type { DocumentedPlugin } from '../reference/plugins.js';

const SECTIONS = Object.keys(configSchema.shape);

/**
 * Every JSON sample of a document that is no JSON, or that looks like a configuration and is none: its settings, and the
 * options of the plugins it names. One sentence each.
 */
export function checkJson({ path, codeBlocks }: Document, plugins: readonly DocumentedPlugin[]): string[] {
  return codeBlocks
    .filter(({ language }) => language === 'json')
    .flatMap((block) => problemsOf(block, plugins).map((problem) => `${path}:${block.line}: ${problem}`));
}

function problemsOf({ code }: CodeBlock, plugins: readonly DocumentedPlugin[]): string[] {
  let sample: unknown;
  try {
    sample = JSON.parse(code);
  } catch (error) {
    return [`no JSON: ${String(error)}`];
  }
  const names = typeof sample === 'object' && sample !== null ? Object.keys(sample) : [];
  if (names.length === 0 || !names.every((name) => SECTIONS.includes(name))) return [];
  const { error, data } = configSchema.safeParse(sample);
  if (error) return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return Object.entries(data.plugins).flatMap(([id, { options }]) => optionProblems(id, options, plugins));
}

function optionProblems(
  id: string,
  options: Readonly<Record<string, unknown>>,
  plugins: readonly DocumentedPlugin[],
): string[] {
  const plugin = plugins.find(({ metadata }) => metadata.id === id);
  // Plugins that documents make up, and packages of the examples, are Acme's.
  if (!plugin) return id.startsWith('acme') ? [] : [`plugins.${id}: there is no such plugin`];
  try {
    plugin.metadata.options?.parse(options);
    return [];
  } catch (error) {
    return [`plugins.${id}.options: ${String(error)}`];
  }
}
