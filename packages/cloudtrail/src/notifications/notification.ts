/** An object that a message says is in a bucket. Nothing of it has been looked at yet. */
export interface AnnouncedObject {
  readonly bucket: string;
  /** As the object is named, that is decoded where the message had it encoded. */
  readonly key: string;
  /** As the message says it, without quotes. The object may have been replaced since. */
  readonly etag?: string;
  readonly sizeBytes?: number;
  /** Region of the bucket. Any text; new regions appear. */
  readonly region?: string;
  /** What happened to the object, such as `ObjectCreated:Put`; absent where the format does not say it. */
  readonly eventName?: string;
}

/**
 * Why a message that was understood announces nothing: S3's test event, CloudTrail's validation text, a subscription that
 * SNS wants confirmed (or that ended), or only events other than the creation of an object.
 */
export type IgnoredReason = 'test-event' | 'validation-message' | 'subscription' | 'no-object';

/** What the body of a queue message means. */
export type Notification =
  | { readonly kind: 'objects'; readonly objects: readonly AnnouncedObject[] }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason }
  | { readonly kind: 'unreadable'; readonly problem: string };
