import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CloudTrailEvent, parseEvent } from '@fullstop/core';

/**
 * The event in a file that holds one record.
 * @param file such as `new URL('./fixtures/run-instances.json', import.meta.url)`.
 */
export function eventFromFile(file: URL): CloudTrailEvent {
  const path = fileURLToPath(file);
  return parseEvent(JSON.parse(readFileSync(path, 'utf8')), {
    bucket: 'fixtures',
    key: basename(path),
    recordIndex: 0,
  });
}
