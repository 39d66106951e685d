import { Readable } from 'node:stream';
import type { GetObjectCommand, GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';

/** How the first attempt at a request ended: with an answer, or without one. */
export type FirstAttempt =
  | {
      readonly statusCode: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  | { readonly error: unknown };

/**
 * Gives a request to the SDK after a first attempt that somebody else made. To the SDK it is as if it had made that attempt
 * itself: it reads the answer, corrects its clock, waits, tries again as often as it is configured to, or throws.
 * @throws what the SDK throws.
 */
export async function handOver(
  client: S3Client,
  command: GetObjectCommand,
  first: FirstAttempt,
  signal: AbortSignal,
): Promise<GetObjectCommandOutput> {
  let isFirst = true;
  command.middlewareStack.add(
    (next) => async (args) => {
      if (!isFirst) return next(args);
      isFirst = false;
      if ('error' in first) throw first.error;
      const { statusCode, headers, body } = first;
      return { response: { statusCode, headers, body: Readable.from([Buffer.from(body)]) } };
    },
    // Nearest to the network, in the place of the request.
    { step: 'deserialize', priority: 'low', name: 'firstAttempt' },
  );
  return client.send(command, { abortSignal: signal });
}
