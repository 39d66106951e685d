import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../../repository.js';
import { code, prose, table } from '../markdown/write-markdown.js';

/** An instrument of OpenTelemetry that the code makes. */
export interface Metric {
  /** As Prometheus shows it. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly description: string;
  /** `@fullstop/…`, which makes it. */
  readonly packageName: string;
}

const KINDS: Readonly<Record<string, Metric['kind']>> = {
  createCounter: 'counter',
  createHistogram: 'histogram',
  createObservableCounter: 'counter',
  createObservableGauge: 'gauge',
  createObservableUpDownCounter: 'gauge',
  createUpDownCounter: 'gauge',
  createGauge: 'gauge',
};

/**
 * All metrics that the sources of the packages make, by name. Read from the sources: an instrument exists at run time only
 * when the part that makes it runs.
 * @throws {Error} naming the place, when a name or a description is none that can be read.
 */
export function documentedMetrics(): Metric[] {
  return readdirSync(join(REPOSITORY, 'packages'))
    .flatMap((folder) =>
      sourcesOf(join(REPOSITORY, 'packages', folder, 'src')).flatMap((path) => metricsIn(path, folder)),
    )
    .sort((left, right) => left.name.localeCompare(right.name));
}

/** Table of all metrics. */
export function metricReference(metrics: readonly Metric[]): string {
  return table(
    ['metric', 'kind', 'what it says'],
    metrics.map(({ name, kind, description }) => [code(name), kind, prose(description)]),
  );
}

function sourcesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name));
  } catch (error) {
    // A package may be without sources.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function metricsIn(path: string, folder: string): Metric[] {
  const text = readFileSync(path, 'utf8');
  if (!/\.create(Observable)?(UpDown)?(Counter|Gauge|Histogram)\(/.test(text)) return [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return callsIn(file).flatMap((call) => {
    const kind = KINDS[calledName(call)];
    if (!kind) return [];
    return namesOf(call, file).map(({ name, description }) => ({
      name: kind === 'counter' ? `${name}_total` : name,
      kind,
      description,
      packageName: `@fullstop/${folder}`,
    }));
  });
}

/** Names and descriptions of a call of `create…`: written there, or in the calls of the function around it. */
function namesOf(call: ts.CallExpression, file: ts.SourceFile): { name: string; description: string }[] {
  const [name, options] = call.arguments;
  if (name && ts.isStringLiteral(name))
    return [{ name: name.text, description: descriptionIn(options, file) }];
  if (!name || !ts.isTemplateExpression(name)) throw unreadable(call, file);
  const helper = ts.findAncestor(call, ts.isVariableDeclaration)?.name.getText(file);
  return callsIn(file)
    .filter((each) => calledName(each) === helper)
    .map((each) => ({
      name: name.head.text + textOf(each.arguments[0], each, file),
      description: textOf(each.arguments[1], each, file),
    }));
}

function descriptionIn(options: ts.Expression | undefined, file: ts.SourceFile): string {
  const properties: readonly ts.ObjectLiteralElementLike[] =
    options && ts.isObjectLiteralExpression(options) ? options.properties : [];
  const description = properties
    .filter(ts.isPropertyAssignment)
    .find(({ name }) => name.getText(file) === 'description');
  return textOf(description?.initializer, options ?? file, file);
}

function textOf(node: ts.Expression | undefined, near: ts.Node, file: ts.SourceFile): string {
  if (node && ts.isStringLiteralLike(node)) return node.text;
  throw unreadable(near, file);
}

function callsIn(file: ts.SourceFile): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

function calledName({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}

function unreadable(node: ts.Node, file: ts.SourceFile): Error {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return new Error(
    `${file.fileName}:${line + 1}: name and description of a metric must be texts, for the documentation to be made from them`,
  );
}
