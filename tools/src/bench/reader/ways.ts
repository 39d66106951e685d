import { gunzipSync } from 'node:zlib';
import { createLogReader, type LogReader, StreamingLogReader } from '@fullstop/cloudtrail';
import { type JsonObject, SubscriptionIndex, textAt } from '@fullstop/core';

/** What the thirteen plugins of the project subscribe to. */
export const SELECTOR = new SubscriptionIndex([
  [
    'all plugins',
    {
      'ec2.amazonaws.com': ['RunInstances', 'StartInstances', 'StopInstances', 'TerminateInstances'],
      'lambda.amazonaws.com': ['CreateFunction*', 'UpdateFunctionCode*'],
      'iam.amazonaws.com': [
        'CreateRole',
        'DeleteRole',
        'PutRolePolicy',
        'DeleteRolePolicy',
        'AttachRolePolicy',
        'DetachRolePolicy',
        'UpdateAssumeRolePolicy',
      ],
    },
  ],
]);

const FILE_CHUNK_BYTES = 65_536;

/** Does something with the gzip body of a log file. @returns how many records were selected. */
export type Way = (body: Buffer) => number | Promise<number>;

/** What is compared, by name. All but `gunzip` must select the same. */
export const WAYS = {
  /** Our reader as the service uses it. */
  reader: readingWith(createLogReader()),
  /** Without checking the checksums of gzip. */
  unchecked: readingWith(createLogReader({ checksum: false })),
  /** Without counting the records that nobody wants. */
  uncounted: readingWith(createLogReader({ countRecords: false })),
  /** Unpacks and nothing else, as fast as Node can: into one buffer of the size that the gzip trailer names. */
  gunzip: (body: Buffer) => {
    gunzipSync(body, { chunkSize: body.readUInt32LE(body.length - 4) + 1 });
    return 0;
  },
  /** What one would write first: unpack, parse everything, filter. */
  plain: (body: Buffer) => {
    const { Records } = JSON.parse(gunzipSync(body).toString()) as { Records: JsonObject[] };
    const wanted = Records.filter((record) =>
      SELECTOR.wants(textAt(record, 'eventSource') ?? '', textAt(record, 'eventName') ?? ''),
    );
    return wanted.length;
  },
  /** Our reader for everything unusual, which looks at every element. */
  streaming: readingWith(new StreamingLogReader()),
} satisfies Record<string, Way>;

/** Name of one of the ways. */
export type WayName = keyof typeof WAYS;

/** A reader of ours, with the body in pieces as a file gives them. */
function readingWith(reader: LogReader): Way {
  return async (body) => {
    let selected = 0;
    const report = await reader.read(pieces(body), SELECTOR, async (records) => {
      selected += records.length;
    });
    if (report.complete) return selected;
    throw new Error('the reader did not read the whole file', { cause: report.problems[0] });
  };
}

async function* pieces(body: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < body.length; start += FILE_CHUNK_BYTES) {
    yield body.subarray(start, start + FILE_CHUNK_BYTES);
  }
}
