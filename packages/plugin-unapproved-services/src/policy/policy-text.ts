import type { JsonValue } from '@fullstop/core';

/** The value that a JSON text stands for; `undefined` for any other text. Never throws. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A policy document as IAM gives it, percent-encoded; the text itself when it is no JSON. Never throws. */
export function parsePolicyDocument(encoded: string): JsonValue {
  const text = percentDecoded(encoded);
  return parseJson(text) ?? text;
}

// Not as forms are encoded: a `+` is a plus.
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
