import { type Document, isAlias, isMap, isScalar, type Node, type YAMLMap } from 'yaml';
import { firstDocument } from './first-document.js';
import type { NoUserDataReason, TaupageFacts, UserDataFacts } from './user-data-facts.js';

const FACTS = {
  applicationId: 'application_id',
  applicationVersion: 'application_version',
  source: 'source',
  runtime: 'runtime',
} as const;

const FACT_NAMES = Object.keys(FACTS) as (keyof typeof FACTS)[];
const FIRST_LINE = '#taupage-ami-config';
// Plain scalars that stand for nothing.
const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** Whether a text says that it is for Taupage, or has one of its keys. */
export function looksLikeTaupage(text: string): boolean {
  if (text.trimStart().startsWith(FIRST_LINE)) return true;
  const contents = contentsOf(text);
  return typeof contents === 'object' && FACT_NAMES.some((name) => lastValueOf(contents.map, FACTS[name]));
}

/** Reads the first YAML document of a text. Values are the literal texts: `1.10` and `6478e18` are no numbers. Never throws. */
export function readTaupageYaml(text: string): UserDataFacts {
  const contents = contentsOf(text);
  if (typeof contents === 'string') return { kind: 'none', reason: contents };
  const facts: { -readonly [name in keyof TaupageFacts]: TaupageFacts[name] } = { kind: 'taupage' };
  for (const name of FACT_NAMES) {
    const node = resolved(lastValueOf(contents.map, FACTS[name]), contents.document);
    if (node && !isScalar(node)) return { kind: 'none', reason: `wrong-type:${FACTS[name]}` };
    const value = node && textOf(node);
    if (value !== undefined) facts[name] = value;
  }
  return facts;
}

interface Contents {
  readonly document: Document;
  readonly map: YAMLMap;
}

function contentsOf(text: string): Contents | NoUserDataReason {
  const document = firstDocument(text);
  if (typeof document === 'string') return document;
  const { contents } = document;
  // The first of several documents can be nothing but its separator.
  if (contents === null || (isScalar(contents) && contents.source === '')) return 'empty';
  return isMap(contents) ? { document, map: contents } : 'not-a-mapping';
}

/** The last value of a key; a later one takes the place of an earlier one. */
function lastValueOf(map: YAMLMap, key: string): Node | undefined {
  const pair = map.items.findLast(({ key: candidate }) => isScalar(candidate) && candidate.value === key);
  return (pair?.value ?? undefined) as Node | undefined;
}

function resolved(node: Node | undefined, document: Document): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The trimmed text; `undefined` for null and blank ones. */
function textOf({ value, type }: { value: unknown; type?: string }): string | undefined {
  const text = typeof value === 'string' ? value : '';
  if (type === 'PLAIN' && NULLS.has(text)) return undefined;
  return storable(text).trim() || undefined;
}

/** YAML can escape what no database and no JSON column takes: NUL, and halves of surrogate pairs. */
function storable(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '\uFFFD');
}
