import type { S3Client } from '@aws-sdk/client-s3';
import { bareEtag } from '../etag.js';
import { checksumIn } from '../object-checksum.js';
import type { ObjectAnswer, ObjectGetter, ObjectRequest } from '../object-getter.js';
import type { S3Clients } from '../s3-clients.js';
import { getCommandOf, objectAnswerOf, placeOf } from '../sdk-object-getter.js';
import { handOver } from './hand-over.js';
import { type FoundObject, LeanClient } from './lean-client.js';

/**
 * Gets objects with a fraction of the SDK's work. The first attempt at each request is made here; when it brings anything
 * but the object, the SDK goes on as if that attempt had been its own, so that whatever can go wrong is dealt with in one
 * place and one way. Clients and buckets that are out of the ordinary are left to the SDK altogether.
 */
export class LeanObjectGetter implements ObjectGetter {
  readonly #clients: S3Clients;
  readonly #requesterPays: boolean;
  readonly #leanClients = new Map<S3Client, Promise<LeanClient | undefined>>();

  constructor(clients: S3Clients, requesterPays: boolean) {
    this.#clients = clients;
    this.#requesterPays = requesterPays;
    clients.onDestroy(() => this.#destroy());
  }

  get(request: ObjectRequest, signal: AbortSignal): Promise<ObjectAnswer> {
    return this.#clients.run(request.bucket, request.region, (sdk) => this.#get(sdk, request, signal));
  }

  async #get(sdk: S3Client, request: ObjectRequest, signal: AbortSignal): Promise<ObjectAnswer> {
    const command = () => getCommandOf(request, this.#requesterPays);
    const lean = await this.#leanOf(sdk);
    const template = await lean?.templateOf(request.bucket);
    if (!lean || !template) return objectAnswerOf(await sdk.send(command(), { abortSignal: signal }));

    const outcome = await lean.attempt(template, request, signal);
    if ('head' in outcome) return answerOf(outcome);
    return objectAnswerOf(await handOver(sdk, command(), outcome, signal));
  }

  #leanOf(sdk: S3Client): Promise<LeanClient | undefined> {
    const known = this.#leanClients.get(sdk);
    if (known) return known;
    const lean = LeanClient.of(sdk, this.#requesterPays);
    this.#leanClients.set(sdk, lean);
    return lean;
  }

  #destroy(): void {
    for (const lean of this.#leanClients.values()) void lean.then((client) => client?.destroy());
    this.#leanClients.clear();
  }
}

function answerOf({ head: { status, headers }, body }: FoundObject): ObjectAnswer {
  const { etag, 'content-range': range, 'content-length': length } = headers;
  const checksum = status === 200 ? checksumIn(headers) : undefined;
  return {
    etag: etag && bareEtag(etag),
    ...placeOf(range, length === undefined ? undefined : Number(length)),
    body,
    ...(checksum && { checksum }),
  };
}
