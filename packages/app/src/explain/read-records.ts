import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { keyOriginOf } from '@fullstop/cloudtrail';
import { type EventOrigin, FullstopError, isJsonObject, messageOf } from '@fullstop/core';

/** A record as it stands in a file, and where. */
export interface FoundRecord {
  readonly record: unknown;
  readonly origin: EventOrigin;
}

/** Longest text that is read, in bytes: what fits into one text of Node. */
const MAX_BYTES = 512 * 1024 * 1024 - 64;

/**
 * Reads the records of a file that holds one record, or of a log file with `Records`; packed by gzip or not.
 * @param path `-` stands for standard input.
 * @throws {FullstopError} with the code `USAGE`, naming the file, when it cannot be read or holds something else.
 */
export async function readRecords(
  path: string,
  standardInput: NodeJS.ReadableStream,
): Promise<FoundRecord[]> {
  const name = path === '-' ? 'standard input' : path;
  const content = await parsed(name, () => (path === '-' ? buffer(standardInput) : readFile(path)));
  const place = path === '-' ? { bucket: 'stdin', key: '-' } : placeOf(path);
  const records = recordsOf(content);
  if (!records) {
    throw new FullstopError(
      'USAGE',
      `${name} holds neither a CloudTrail record (an object with eventID) nor a log file (an object with Records).`,
    );
  }
  return records.map((record, recordIndex) => ({ record, origin: { ...place, recordIndex } }));
}

async function parsed(name: string, read: () => Promise<Buffer>): Promise<unknown> {
  try {
    const bytes = await read();
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = isPacked ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    return JSON.parse(text.toString('utf8'));
  } catch (cause) {
    throw new FullstopError('USAGE', `${name} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function recordsOf(content: unknown): readonly unknown[] | undefined {
  if (!isJsonObject(content)) return undefined;
  if (Array.isArray(content.Records)) return content.Records;
  return 'eventID' in content ? [content] : undefined;
}

function placeOf(path: string): Omit<EventOrigin, 'recordIndex'> {
  const key = basename(path);
  return { bucket: `file://${dirname(resolve(path))}`, key, ...keyOriginOf(key) };
}
