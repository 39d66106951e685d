import { createHash } from 'node:crypto';

const REPLACEMENT = '\ufffd';

/**
 * Bytes that a text of an indexed column may have. PostgreSQL refuses index rows above 2 704 bytes, and a single absurd
 * value in a log file must not keep its unit from being stored.
 */
export const MAX_BYTES = { identity: 256, resource: 1024, name: 1024, objectKey: 1100 } as const;

/** A text as PostgreSQL takes it: U+0000 and halves of surrogate pairs become U+FFFD. */
export function storableText(text: string): string {
  // With the flag `u`, the class Surrogate matches halves only.
  return text.replace(/\0|\p{Surrogate}/gu, REPLACEMENT);
}

/** A text for an indexed column; what is too long ends in a digest of the whole, so that different ones stay different. */
export function indexableText(text: string, maxBytes: number): string {
  const storable = storableText(text);
  if (Buffer.byteLength(storable) <= maxBytes) return storable;
  const digest = createHash('sha256').update(text).digest('hex');
  // A character has at most 3 bytes per UTF-16 unit.
  return `${storableText(storable.slice(0, Math.floor((maxBytes - digest.length - 3) / 3)))}…${digest}`;
}

/**
 * JSON text that `jsonb` takes: in keys and values, the escapes of U+0000 and of halves of surrogate pairs become U+FFFD.
 * `JSON.stringify` writes no other character of the two kinds, and none of them unescaped.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  // An escaped backslash before `u0000` is text about an escape, not an escape: pairs of backslashes are stepped over.
  return json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, `$1${REPLACEMENT}`);
}
