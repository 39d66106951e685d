/** Whole texts; four groups are too short to say anything. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** What no text holds. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** What a text of Base64 says, such as the public key of a new key pair; `undefined` when it is none, or holds no text. */
export function textInBase64(text: string): string | undefined {
  if (!BASE64.test(text)) return undefined;
  const plain = Buffer.from(text, 'base64').toString('utf8');
  return !CONTROL.test(plain) && inBase64(plain) === text ? plain : undefined;
}

/** The other way round. */
export function inBase64(plain: string): string {
  return Buffer.from(plain, 'utf8').toString('base64');
}
