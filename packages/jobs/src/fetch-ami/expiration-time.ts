import { FullstopError } from '@fullstop/core';
import { z } from 'zod';

/** When an image expires. */
export interface Expiration {
  readonly at: Date;
  /** ISO 8601 text with seconds, in the offset that it was written in. */
  readonly text: string;
}

/** A tag says nothing that could be an expiration. Its image is neither expired nor fine. */
export class ExpirationTimeError extends FullstopError {
  constructor(imageId: string, value: string) {
    super(
      'EXPIRATION_TIME',
      `Image ${imageId} expires at "${value}": expected an ISO 8601 time with an offset, such as 2026-06-20T03:00:00+02:00. ` +
        'Mend its tag ExpirationTime.',
    );
  }
}

const isoTime = z.iso.datetime({ offset: true });
// Java's ZonedDateTime writes its zone after the offset.
const ZONE = /\[[\w/+-]+\]$/;
const WITHOUT_SECONDS = /T\d\d:\d\d(?=Z|[+-])/;

/** Reads the time of a tag, or one of EC2's. @throws {ExpirationTimeError} when it is none, or has no offset. */
export function parseExpiration(imageId: string, value: string): Expiration {
  const written = value.trim().replace(ZONE, '');
  const text = written.replace(WITHOUT_SECONDS, '$&:00');
  if (!isoTime.safeParse(text).success) throw new ExpirationTimeError(imageId, value);
  return { at: new Date(text), text };
}
