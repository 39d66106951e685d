import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';

/** Characters that a comment may have. */
export const MAX_COMMENT_LENGTH = 4000;

/**
 * The comment that the raw body of a request holds. Of a JSON text or an object with a `comment` that is meant, of anything
 * else the whole body. Without a charset: UTF-8, and what is no UTF-8 is ISO-8859-1, as old clients send it.
 * @throws {BadRequestException} for a blank comment, and for one of more than 4,000 characters.
 * @throws {UnsupportedMediaTypeException} for a charset that nobody knows.
 */
export function commentOf(body: unknown, contentType: string | undefined): string {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const text = decoded(bytes, contentType);
  return checkedComment(isJson(contentType) ? meantByJson(text) : text);
}

/** @throws {BadRequestException} for a blank comment, and for one of more than 4,000 characters. */
export function checkedComment(text: string): string {
  const comment = text.trim();
  if (comment === '') throw new BadRequestException('comment: must not be blank');
  if ([...comment].length > MAX_COMMENT_LENGTH) {
    throw new BadRequestException(`comment: expected at most ${MAX_COMMENT_LENGTH} characters`);
  }
  return comment;
}

function decoded(bytes: Buffer, contentType: string | undefined): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  const decoder = decoderOf(charset);
  try {
    return decoder.decode(bytes);
  } catch {
    // Some clients say UTF-8 and send what they have; every byte is a character of ISO-8859-1.
    if (decoder.encoding === 'utf-8') return bytes.toString('latin1');
    throw new BadRequestException(`comment: is not ${charset.slice(0, 40)}, as Content-Type says`);
  }
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw new UnsupportedMediaTypeException(`Content-Type: charset ${charset.slice(0, 40)} is not known`);
  }
}

function isJson(contentType: string | undefined): boolean {
  return /^\s*application\/json\s*(;|$)/i.test(contentType ?? '');
}

function meantByJson(text: string): string {
  const value = parsed(text);
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('comment' in value)) return text;
  return typeof value.comment === 'string' ? value.comment : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A plain text under the wrong name: it is taken as it is.
    return undefined;
  }
}
