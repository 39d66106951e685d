import type { Document } from '../documents.js';
import { callsOfFullstop, checkCall } from './fullstop-calls.js';
import type { KnownNames } from './known-names.js';

/** Plugins that documents make up, and packages of the examples, are Acme's. */
const MADE_UP = /\bacme|_ACME_/;

/** Endings that Prometheus adds to the name of a histogram. */
const HISTOGRAM_ENDING = /_(bucket|sum|count)$/;

/**
 * Every setting, environment variable, metric, command and script in a document that the code does not know. One sentence each.
 * Looks at what is marked as code; variables and metrics are found everywhere.
 */
export function checkNames({ path, text, codeSpans, codeBlocks }: Document, known: KnownNames): string[] {
  const calls = [
    ...codeSpans.flatMap(({ text: span, line }) => callsOfFullstop(span).map((call) => ({ call, line }))),
    ...codeBlocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code, line }) => callsOfFullstop(code).map((call) => ({ call, line }))),
  ];
  return [
    ...namesIn(text, /\bFULLSTOP_[A-Z0-9_]*[A-Z0-9]\b(?!_?[<…*])/g)
      .filter(({ name }) => !known.variables.has(name) && !MADE_UP.test(name))
      .map(({ name, line }) => `${path}:${line} names the variable ${name}, which nobody reads`),
    ...namesIn(text, /\bfullstop_[a-z_]+\b/g)
      .filter(
        ({ name }) => !known.metrics.has(name) && !known.metrics.has(name.replace(HISTOGRAM_ENDING, '')),
      )
      .map(({ name, line }) => `${path}:${line} names the metric ${name}, which does not exist`),
    ...codeSpans
      .filter(({ text: span }) => isSetting(span, known) && !known.settings.has(span) && !MADE_UP.test(span))
      .map(({ text: span, line }) => `${path}:${line} names the setting ${span}, which does not exist`),
    ...namesIn(text, /\bnpm run [a-z][a-z:]*/g)
      .filter(({ name }) => !known.scripts.has(name.replace('npm run ', '')))
      .map(({ name, line }) => `${path}:${line} names ${name}, and no package has such a script`),
    ...calls.flatMap(({ call, line }) =>
      checkCall(call, known.commands).map((problem) => `${path}:${line} ${problem}`),
    ),
  ];
}

/** Whether a text is meant as a setting: words with dots between them, the first of which is a section. */
function isSetting(text: string, { settings }: KnownNames): boolean {
  if (!/^[a-z][A-Za-z0-9]*(\.([A-Za-z0-9-]+|<id>))+$/.test(text)) return false;
  return settings.has(text.split('.')[0] ?? '') && !/\.(ts|js|md|json|yaml|com|example)$/.test(text);
}

function namesIn(text: string, pattern: RegExp): { name: string; line: number }[] {
  return text
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(pattern)].map(([name]) => ({ name, line: index + 1 })));
}
