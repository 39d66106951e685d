/*
 * Steps over JSON in UTF-8 bytes. All of them take a range and return a place in it, or -1 when the range ends before
 * they can tell. They look for structure only: whether the JSON is valid is for `JSON.parse` to say.
 */

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** The bytes of a number, `true`, `false` and `null`: 1, all others 0. */
const SCALAR = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9+.-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** Whether a byte opens a list or an object. The two differ in one bit from each other. */
export function opens(byte: number): boolean {
  return (byte | 0x20) === OPEN_OBJECT;
}

/** Whether a byte closes a list or an object. */
export function closes(byte: number): boolean {
  return (byte | 0x20) === CLOSE_OBJECT;
}

/** Whether a value can begin with this byte. */
export function startsValue(byte: number): boolean {
  return byte === QUOTE || opens(byte) || SCALAR[byte] === 1;
}

/** The first byte that is no white space; `end` when all are. */
export function skipWhiteSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at;
    at += 1;
  }
  return end;
}

/** The closing quote of a string; `from` is the byte after the opening one. */
export function endOfString(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return -1;
}

/** The byte after the bracket that closes `depth` levels; strings in between are stepped over. */
export function endOfNested(bytes: Uint8Array, from: number, end: number, depth: number): number {
  let open = depth;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = endOfString(bytes, at + 1, end);
      if (at < 0) return -1;
    } else if ((byte | 0x20) === OPEN_OBJECT) {
      open += 1;
    } else if ((byte | 0x20) === CLOSE_OBJECT) {
      open -= 1;
      if (open === 0) return at + 1;
    }
  }
  return -1;
}

/** The byte after a number, `true`, `false` or `null`; `from` when there is none. */
export function endOfScalar(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && SCALAR[bytes[at]!] === 1) at += 1;
  return at < end ? at : -1;
}

/** The byte after a value of any type; `from` when there is no value. */
export function endOfValue(bytes: Uint8Array, from: number, end: number): number {
  const byte = bytes[from]!;
  if (byte === QUOTE) {
    const quote = endOfString(bytes, from + 1, end);
    return quote < 0 ? -1 : quote + 1;
  }
  return opens(byte) ? endOfNested(bytes, from + 1, end, 1) : endOfScalar(bytes, from, end);
}
