import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import {
  createS3Client,
  createS3Clients,
  type S3ClientKind,
  type S3ClientOptions,
  type S3Clients,
  S3ObjectSource,
  type S3SourceOptions,
} from '../../src/s3/index.js';
import { FaultyProxy } from './faulty-proxy.js';

/** Bucket that every world has. */
export const BUCKET = 'trail-logs';

const PART_BYTES = 5 * 1024 * 1024;

/** An S3 server in this process, and a proxy in front of it that can let requests go wrong. */
export class S3World {
  readonly proxy: FaultyProxy;
  readonly #server: FauxqsServer;
  readonly #writer: S3Client;
  readonly #clients: S3Clients[] = [];
  readonly #client: S3ClientKind | undefined;

  private constructor(server: FauxqsServer, proxy: FaultyProxy, client: S3ClientKind | undefined) {
    this.#client = client;
    this.proxy = proxy;
    this.#server = server;
    this.#writer = createS3Client(reaching(`http://127.0.0.1:${server.port}`));
    server.createBucket(BUCKET);
  }

  /** @param client of its sources, unless they are told otherwise. */
  static async start(client?: S3ClientKind): Promise<S3World> {
    const server = await startFauxqs({ port: 0, logger: false });
    return new S3World(server, await FaultyProxy.start(`http://127.0.0.1:${server.port}`), client);
  }

  /** Clients that go through the proxy. */
  clients(options: S3ClientOptions = {}): S3Clients {
    const clients = createS3Clients({ ...reaching(this.proxy.url), ...options });
    this.#clients.push(clients);
    return clients;
  }

  /** A source that goes through the proxy. */
  source(options: S3SourceOptions = {}, client: S3ClientOptions = {}): S3ObjectSource {
    return new S3ObjectSource(this.clients(client), {
      ...(this.#client && { client: this.#client }),
      ...options,
    });
  }

  /** Stores an object, past the proxy; returns its etag with quotes. */
  async put(key: string, body: Uint8Array | string): Promise<string> {
    const { ETag = '' } = await this.#writer.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: Buffer.from(body) }),
    );
    return ETag;
  }

  /** Removes an object, past the proxy. */
  async remove(key: string): Promise<void> {
    await this.#writer.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  }

  /** Stores an object that is too large for one request. */
  async putLarge(key: string, body: Uint8Array): Promise<void> {
    const place = { Bucket: BUCKET, Key: key };
    const { UploadId } = await this.#writer.send(new CreateMultipartUploadCommand(place));
    const Parts: CompletedPart[] = [];
    for (let at = 0; at < body.length; at += PART_BYTES) {
      const PartNumber = Parts.length + 1;
      const part = { ...place, UploadId, PartNumber, Body: body.subarray(at, at + PART_BYTES) };
      const { ETag } = await this.#writer.send(new UploadPartCommand(part));
      Parts.push({ ETag, PartNumber });
    }
    const upload = { ...place, UploadId, MultipartUpload: { Parts } };
    await this.#writer.send(new CompleteMultipartUploadCommand(upload));
  }

  /** No objects, no faults, no requests, no clients. */
  reset(): void {
    this.#server.emptyBucket(BUCKET);
    this.proxy.reset();
    for (const clients of this.#clients.splice(0)) clients.destroy();
  }

  async stop(): Promise<void> {
    this.reset();
    this.#writer.destroy();
    await this.proxy.stop();
    await this.#server.stop();
  }
}

function reaching(endpoint: string): S3ClientOptions {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}
