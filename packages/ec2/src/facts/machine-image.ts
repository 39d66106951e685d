/** An image (AMI), as much of it as EC2 tells the instance's account. */
export interface MachineImage {
  readonly imageId: string;
  /** Absent when EC2 does not tell: of images that are no longer visible, not everything is known. */
  readonly name?: string;
  /** Account id of the owner. */
  readonly ownerId?: string;
  /** `amazon`, `aws-marketplace`, `self`, …, where EC2 gives one. */
  readonly ownerAlias?: string;
  /** `available`, `deregistered`, `disabled`, … */
  readonly state?: string;
  readonly isPublic?: boolean;
  /** ISO 8601 text, as EC2 gives it. */
  readonly creationDate?: string;
  /** ISO 8601 text: since or from when the image is deprecated. */
  readonly deprecationTime?: string;
}
