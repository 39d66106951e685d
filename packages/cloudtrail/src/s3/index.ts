export { listS3Objects, type S3Entry, type S3ListOptions } from './list-objects.js';
export type { ObjectAnswer, ObjectGetter, ObjectRequest } from './object-getter.js';
export { createS3Client, type S3ClientOptions } from './s3-client.js';
export { createS3Clients, S3Clients } from './s3-clients.js';
export {
  S3AccessError,
  type S3ErrorCode,
  S3ObjectChangedError,
  type S3Place,
  S3UnavailableError,
  toS3Error,
} from './s3-errors.js';
export {
  type S3ClientKind,
  type S3ObjectRef,
  S3ObjectSource,
  type S3ObjectVersion,
  type S3SourceOptions,
} from './s3-object-source.js';
export { parseS3Url, type S3Url } from './s3-url.js';
