import {
  type CloudTrailEvent,
  defineViolationType,
  type EventPlugin,
  type Finding,
  inject,
  OPTIONS,
  Plugin,
  textAt,
} from '@fullstop/core';
import { type PublicAccessBlockOptions, publicAccessBlockOptions } from './public-access-block.options.js';
import { switchedOff } from './switched-off.js';

/** A bucket that can be made public: nothing, or not everything, keeps it from that any more. */
export const BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK = defineViolationType({
  id: 'BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK',
  title: 'Bucket can be made public',
  helpText: 'The block of public access was removed or weakened. Switch all four parts of it on again.',
  severity: 2,
  priority: 2,
});

/** Reports buckets after calls that removed or weakened their block of public access. Decided from the event alone. */
@Plugin({
  id: 'acme-public-access-block',
  title: 'Public access block',
  summary: 'Reports S3 buckets whose block of public access was removed or weakened.',
  events: { 's3.amazonaws.com': ['PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'] },
  emits: { BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK },
  options: publicAccessBlockOptions,
})
export class PublicAccessBlockPlugin implements EventPlugin<'BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK'> {
  constructor(@inject(OPTIONS) private readonly options: PublicAccessBlockOptions) {}

  inspect(event: CloudTrailEvent): Finding<'BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK'>[] {
    const bucket = textAt(event.requestParameters, 'bucketName');
    if (bucket && this.options.allowedBuckets.includes(bucket)) return [];

    const off = switchedOff(event);
    if (off.length === 0) return [];
    return [
      {
        type: 'BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK',
        instanceId: bucket,
        metaInfo: { bucket_name: bucket ?? '', switched_off: off },
      },
    ];
  }
}
