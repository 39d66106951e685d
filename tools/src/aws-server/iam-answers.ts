import { type AwsCall, Refusal, type Reply } from './call.js';
import { queryReply } from './query-protocol.js';
import type { AccountWorld } from './world.js';
import type { XmlValue } from './xml.js';

/** A page of a listing of IAM, by `Marker` and `MaxItems`; 100 entries at most unless the call says otherwise. */
export function pageReply<T>(
  { pageSize = Number.POSITIVE_INFINITY }: AccountWorld,
  call: AwsCall,
  all: readonly T[],
  result: (page: T[]) => { [name: string]: XmlValue },
): Reply {
  const start = Number(call.params.get('Marker') ?? 0);
  const end = start + Math.min(pageSize, Number(call.params.get('MaxItems') ?? 100));
  const IsTruncated = end < all.length;
  const Marker = IsTruncated ? String(end) : undefined;
  return queryReply(call, { ...result(all.slice(start, end)), IsTruncated, Marker });
}

/** IAM does not know the thing. */
export function noSuchEntity(message: string): Refusal {
  return new Refusal('NoSuchEntity', message, 404);
}
