import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { keyOriginOf } from '../objects/object-name.js';
import type { LogObject } from '../source/log-object.js';
import { bareEtag } from './etag.js';
import { LeanObjectGetter } from './lean-get/lean-object-getter.js';
import { ObjectBody, type ReadPatience } from './object-body.js';
import type { ObjectGetter } from './object-getter.js';
import type { S3Clients } from './s3-clients.js';
import { S3AccessError, toS3Error } from './s3-errors.js';
import { SdkObjectGetter } from './sdk-object-getter.js';

/** What is known of an object in S3 before it is asked for, from a notification for example. */
export interface S3ObjectRef {
  readonly bucket: string;
  /** As it is, not as notifications encode it. */
  readonly key: string;
  /** Version to read, with or without quotes. Without it, the one that is there. */
  readonly etag?: string;
  /** Size as stored, in bytes. */
  readonly sizeBytes?: number;
  /** Where the bucket may be; a wrong one costs one request per bucket. */
  readonly region?: string;
}

/** `lean`: requests of our own, and the AWS SDK where they bring no object. `sdk`: the AWS SDK alone. */
export type S3ClientKind = 'lean' | 'sdk';

/** How objects are read. */
export interface S3SourceOptions extends ReadPatience {
  /** Says with each request that its sender pays for it. Only for buckets whose owner asks for that. Default false. */
  readonly requesterPays?: boolean;
  /** What gets the objects: a request of our own that costs little, or the AWS SDK. Default `lean`. */
  readonly client?: S3ClientKind;
  /** Something else that gets the objects, instead of `client`. */
  readonly getter?: ObjectGetter;
}

/** What is needed of an S3 object to read it. */
export interface S3ObjectVersion extends S3ObjectRef {
  readonly etag: string;
}

/** Log objects in S3. */
export class S3ObjectSource {
  /** The clients that requests go through. */
  readonly clients: S3Clients;
  /** What goes into each request: who pays. */
  readonly payer: { readonly RequestPayer?: 'requester' };
  readonly #options: S3SourceOptions;
  readonly #getter: ObjectGetter;

  constructor(clients: S3Clients, options: S3SourceOptions = {}) {
    const { requesterPays = false, client = 'lean' } = options;
    const Getter = client === 'lean' ? LeanObjectGetter : SdkObjectGetter;
    this.clients = clients;
    this.payer = requesterPays ? { RequestPayer: 'requester' } : {};
    this.#options = options;
    this.#getter = options.getter ?? new Getter(clients, requesterPays);
  }

  /**
   * Finds an object; S3 is asked only when the etag is not known. What the object then reads is that version and no other,
   * each time it is opened, and `OBJECT_CHANGED` when it is not there any more.
   * @param signal ends the search, and every reading of the object; its reason is what they throw then.
   * @throws {S3AccessError | S3UnavailableError} as does reading.
   */
  async find(ref: S3ObjectRef, signal?: AbortSignal): Promise<LogObject> {
    signal?.throwIfAborted();
    if (ref.etag !== undefined) return this.versionOf({ ...ref, etag: ref.etag }, signal);
    try {
      return this.versionOf({ ...ref, ...(await this.#look(ref, signal)) }, signal);
    } catch (error) {
      throw signal?.aborted ? signal.reason : toS3Error(error, ref);
    }
  }

  /** A version of an object whose etag is known. Asks nobody. */
  versionOf(version: S3ObjectVersion, signal?: AbortSignal): LogObject {
    const { bucket, key, sizeBytes, region } = version;
    const etag = bareEtag(version.etag);
    const wanted = { bucket, key, etag, ...(region !== undefined && { region }) };
    return {
      id: { bucket, key, etag },
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...keyOriginOf(key),
      open: () => new ObjectBody(this.#getter, wanted, this.#options, signal),
    };
  }

  async #look(ref: S3ObjectRef, signal?: AbortSignal): Promise<{ etag: string; sizeBytes?: number }> {
    try {
      return await this.#ask(ref, 'HEAD', signal);
    } catch (error) {
      if (signal?.aborted || !(toS3Error(error, ref) instanceof S3AccessError)) throw error;
      // An answer to HEAD has no body to give a reason in: a missing bucket looks like a missing object, an expired token
      // like a bad request. Asked with GET, S3 tells.
      return this.#ask(ref, 'GET', signal);
    }
  }

  async #ask(
    { bucket, key, region }: S3ObjectRef,
    method: 'HEAD' | 'GET',
    signal?: AbortSignal,
  ): Promise<{ etag: string; sizeBytes?: number }> {
    const input = { Bucket: bucket, Key: key, ...this.payer };
    const options = { abortSignal: signal };
    const { ETag = '', ContentLength } = await this.clients.run(bucket, region, async (client) => {
      if (method === 'HEAD') return client.send(new HeadObjectCommand(input), options);
      const { Body, ...answer } = await client.send(new GetObjectCommand(input), options);
      if (Body && 'destroy' in Body) Body.destroy();
      return answer;
    });
    return { etag: bareEtag(ETag), ...(ContentLength !== undefined && { sizeBytes: ContentLength }) };
  }
}
