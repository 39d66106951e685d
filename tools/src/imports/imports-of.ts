import ts from 'typescript';
import type { SourceFile } from './workspace.js';

/** Something found in a file. */
export interface Place {
  /** From 1. */
  readonly line: number;
}

/** An import, a re-export, or a dynamic import. */
export interface Import extends Place {
  /** What stands between the quotes. */
  readonly specifier: string;
}

/** Everything that a file imports, types included, in order. */
export function importsOf({ text }: SourceFile): Import[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName, pos }) => ({ specifier: fileName, line: lineAt(text, pos) }));
}

/** Where a file reads the environment: `process.env`, `process['env']`, or `env` taken out of `process`. */
export function environmentReadsOf({ path, text }: SourceFile): Place[] {
  if (!text.includes('env')) return [];
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    if (readsEnvironment(node)) places.push({ line: lineAt(text, node.getStart()) });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return places;
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) return isProcess(node.expression) && isEnv(node.argumentExpression);
  if (ts.isBindingElement(node)) return isEnv(node.propertyName ?? node.name) && isTakenFromProcess(node);
  if (ts.isImportSpecifier(node)) return isEnv(node.propertyName ?? node.name) && isImportedFromProcess(node);
  return false;
}

function isProcess(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'process';
  return ts.isPropertyAccessExpression(node) && node.name.text === 'process';
}

function isEnv(node: ts.Node): boolean {
  return (ts.isIdentifier(node) || ts.isStringLiteral(node)) && node.text === 'env';
}

function isTakenFromProcess(node: ts.BindingElement): boolean {
  const declaration = node.parent.parent;
  return (
    ts.isVariableDeclaration(declaration) && !!declaration.initializer && isProcess(declaration.initializer)
  );
}

function isImportedFromProcess(node: ts.ImportSpecifier): boolean {
  const from = node.parent.parent.parent.moduleSpecifier;
  return ts.isStringLiteral(from) && /^(node:)?process$/.test(from.text);
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
