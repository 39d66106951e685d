import type { AnnouncedObject } from '../notifications/notification.js';
import type { LogObject } from '../source/log-object.js';

/** Finds announced objects where they are stored. */
export interface ObjectSource {
  /**
   * The object in the version that was announced, or as it is now when none was; its bytes are not read yet.
   * @param signal given when nobody waits for the answer any more.
   * @throws {FullstopError} `OBJECT_NOT_FOUND`, `BUCKET_NOT_FOUND`, `OBJECT_ACCESS_DENIED` or `KMS_ACCESS_DENIED`: may be
   * mended from outside; {@link RetryableError}: later may work. What the pieces of the object throw is of the same kinds,
   * and `OBJECT_CHANGED` when the version that was asked for is there no more.
   */
  find(object: AnnouncedObject, signal?: AbortSignal): Promise<LogObject>;
}
