import type { InstanceItem } from '@fullstop/core';

/** What a violation says about the image of an instance; a member is empty when it is not known. */
export interface AmiFacts {
  readonly ami_owner_id: string;
  readonly ami_id: string;
  readonly ami_name: string;
}

/** What the event says about the image of an instance: its id. Owner and name are known to EC2 only. */
export function amiFactsOf({ imageId }: InstanceItem): AmiFacts {
  return { ami_owner_id: '', ami_id: imageId ?? '', ami_name: '' };
}
