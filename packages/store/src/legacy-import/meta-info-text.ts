import { storableJson } from '../findings/storable-text.js';

const REPLACEMENT = '\ufffd';
/** An escape inside of a JSON text: a pair of surrogates, one character by its number, or a short one. */
const ESCAPE = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/gs;

/** A text in JSON, or a number. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.]*(?:[eE][+-]?\d+)?/gs;
/** Less than the database takes; deeper or longer ones tell nobody anything. */
const MAX_DEPTH = 500;
const MAX_DIGITS = 10_000;

/** What a text of the old column `meta_info` becomes. */
export interface MetaInfoText {
  /** A text that `jsonb` takes; `null` for none. */
  readonly text: string | null;
  /** What had to be changed, in one sentence. */
  readonly change?: string;
}

/** JSON stays the text that it is, so that no digit of a number is lost; anything else is wrapped as `{"data": …}`. */
export function metaInfoText(old: string | null): MetaInfoText {
  if (old === null) return { text: null };
  if (old.trim() === '') return { text: null, change: 'blank meta_info became null' };
  if (!isJson(old)) {
    return { text: storableJson({ data: old }), change: 'meta_info is not JSON and became {"data": …}' };
  }
  if (!isWithinLimits(old)) {
    const change = 'meta_info has numbers or nesting that the database refuses and became {"data": …}';
    return { text: storableJson({ data: old }), change };
  }
  if (old.trim() === 'null') return { text: null };
  const text = old.replace(ESCAPE, (found) => (isRefused(found) ? REPLACEMENT : found));
  if (text === old) return { text };
  return { text, change: 'characters of meta_info that the database refuses became U+FFFD' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    // Errors made by Node itself are of another realm in tests: asked by name.
    if ((error as Error).name === 'SyntaxError') return false;
    throw error;
  }
}

function isWithinLimits(json: string): boolean {
  let depth = 0;
  let deepest = 0;
  let longest = 0;
  const marks = json.replace(TEXT_OR_NUMBER, (found) => {
    if (!found.startsWith('"')) longest = Math.max(longest, digitsOf(found));
    return '';
  });
  for (const mark of marks) {
    if (mark === '[' || mark === '{') deepest = Math.max(deepest, ++depth);
    else if (mark === ']' || mark === '}') depth--;
  }
  return deepest <= MAX_DEPTH && longest <= MAX_DIGITS;
}

/** How many digits a number has when it is written without an exponent. */
function digitsOf(number: string): number {
  const [digits = '', exponent = '0'] = number.toLowerCase().split('e');
  return digits.length + Math.abs(Number(exponent));
}

/** U+0000, and half of a pair of surrogates; a whole pair is longer. */
function isRefused(sequence: string): boolean {
  return /^\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})$/.test(sequence);
}
