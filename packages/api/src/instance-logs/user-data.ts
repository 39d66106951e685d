import { Composer, type CST, type Document, isAlias, isMap, isScalar, Parser } from 'yaml';

/** EC2 takes 16 KiB; what is longer is none of an instance. */
const MAX_BYTES = 64 * 1024;
// Composing recurses. Other YAML readers stop at 50 levels, too.
const MAX_DEPTH = 50;
/** How often anchors may be repeated, all nesting counted. */
const MAX_ALIASES = 100;
// Plain scalars that stand for nothing.
const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** What user data say about the application of an instance. */
export interface UserDataApplication {
  readonly applicationId: string;
  /** Literally as written: `1.10` stays `1.10`. */
  readonly applicationVersion: string;
}

/**
 * Reads `application_id` and `application_version` of YAML. `undefined` unless both are there, and for anything that is no
 * simple mapping: broken, too long or too deep, with tags of others, or with anchors that repeat each other. Never throws.
 */
export function applicationOfUserData(bytes: Buffer): UserDataApplication | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  const document = firstDocument(bytes.toString('utf8'));
  if (document === undefined || !isModest(document)) return undefined;
  const applicationId = textOf(document, 'application_id');
  const applicationVersion = textOf(document, 'application_version');
  return applicationId && applicationVersion ? { applicationId, applicationVersion } : undefined;
}

/** With nothing but texts as scalars. */
function firstDocument(text: string): Document | undefined {
  const tokens = [...new Parser().parse(text)];
  if (!tokens.every(isShallow)) return undefined;
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const [document] = composer.compose(tokens);
  // A tag that nobody knows is a warning.
  return document && document.errors.length + document.warnings.length === 0 ? document : undefined;
}

/** Whether a token's nesting is within bounds. Without recursion, for what it is there to prevent. */
function isShallow(token: CST.Token): boolean {
  let level: CST.Token[] = [token];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    level = level.flatMap(childrenOf);
    if (level.length === 0) return true;
  }
  return false;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) => [item.key, 'value' in item ? item.value : undefined].filter(isToken));
}

function isToken(token: CST.Token | null | undefined): token is CST.Token {
  return token !== null && token !== undefined;
}

/** Whether its anchors, all resolved, stay within bounds. */
function isModest(document: Document): boolean {
  try {
    document.toJS({ maxAliasCount: MAX_ALIASES });
    return true;
  } catch {
    return false;
  }
}

/** The trimmed text under a key; `undefined` for null, blank and nested ones. */
function textOf(document: Document, key: string): string | undefined {
  if (!isMap(document.contents)) return undefined;
  // A later one takes the place of an earlier one.
  const pair = document.contents.items.findLast(({ key: found }) => isScalar(found) && found.value === key);
  const node = isAlias(pair?.value) ? pair.value.resolve(document) : pair?.value;
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  if (node.type === 'PLAIN' && NULLS.has(node.value)) return undefined;
  return node.value.trim() || undefined;
}
