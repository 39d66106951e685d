/** Ways in which texts are put into addresses; AWS writes policies of IAM in the second one. */
const ENCODINGS: readonly ((text: string) => string)[] = [
  encodeURIComponent,
  (text) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
];
const ESCAPES = /((?:%[0-9a-f]{2})+)/i;

/** Changes what a percent-encoded text says, encoded once or several times; of one that is encoded in no known way, the parts between escapes. */
export function changeEncoded(text: string, change: (plain: string) => string): string {
  if (!ESCAPES.test(text)) return change(text);
  const plain = decoded(text);
  const encoding = plain === undefined ? undefined : ENCODINGS.find((encode) => encode(plain) === text);
  if (plain !== undefined && encoding) return encoding(changeEncoded(plain, change));
  return text
    .split(ESCAPES)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Such as "100%25 or 50%".
    return undefined;
  }
}
