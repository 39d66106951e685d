import { Composer, type CST, type Document, Parser } from 'yaml';

/** Why there is no document. */
export type NoDocument = 'empty' | 'invalid';

// Composing recurses, and running out of stack inside a regular expression ends the whole process. Other YAML readers
// stop at 50 levels, too.
const MAX_DEPTH = 50;

/** The first YAML document of a text, with nothing but texts as scalars. What comes after it is not looked at. Never throws. */
export function firstDocument(text: string): Document | NoDocument {
  const tokens = tokensOfFirst(text);
  if (!tokens.every(isShallow)) return 'invalid';
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const [document] = composer.compose(tokens);
  if (!document) return tokens.some(({ type }) => type === 'error') ? 'invalid' : 'empty';
  return document.errors.length > 0 ? 'invalid' : document;
}

function tokensOfFirst(text: string): CST.Token[] {
  const tokens: CST.Token[] = [];
  let documents = 0;
  for (const token of new Parser().parse(text)) {
    if (token.type === 'document') documents += 1;
    if (documents > 1) break;
    tokens.push(token);
  }
  return tokens;
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
