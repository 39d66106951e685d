import { gunzipSync } from 'node:zlib';
import { findParts } from './multipart.js';
import { looksLikeTaupage, readTaupageYaml } from './taupage-yaml.js';
import type { NoUserDataReason, UserDataFacts } from './user-data-facts.js';

// AWS takes 16 KB; what is longer was not written for Taupage.
const MAX_BYTES = 64 * 1024;
const MAX_INFLATED_BYTES = 128 * 1024;

/**
 * Reads user data as EC2 gives them: base64 of a text, perhaps compressed with gzip, perhaps in MIME parts. Anybody may have
 * written them, so nothing in them makes it throw.
 */
export function readUserData(value: string | undefined): UserDataFacts {
  const base64 = (value ?? '').replace(/\s/g, '');
  if (base64 === '') return none('empty');
  if (!isBase64(base64)) return none('not-base64');
  const bytes = inflated(Buffer.from(base64, 'base64'));
  if (!bytes) return none('invalid');
  // Unlike a buffer's own decoding, this drops a byte order mark.
  return readText(new TextDecoder('utf-8').decode(bytes));
}

function readText(text: string): UserDataFacts {
  const parts = findParts(text);
  if (!parts) return readTaupageYaml(text);
  const fitting = parts.find(looksLikeTaupage);
  return fitting === undefined ? none('not-a-mapping') : readTaupageYaml(fitting);
}

/** Node's decoder skips what is no base64, and so would read something else than was written. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** The bytes, uncompressed; `undefined` when they cannot be, or are too many. */
function inflated(bytes: Buffer): Buffer | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch {
    // Broken or a bomb: that is what the user data are, and the caller says so.
    return undefined;
  }
}

function none(reason: NoUserDataReason): UserDataFacts {
  return { kind: 'none', reason };
}
