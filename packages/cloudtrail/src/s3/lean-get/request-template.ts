import { GetObjectCommand, type GetObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';

type Query = Readonly<Record<string, string | string[] | null>>;

/** What all requests for objects of one bucket have in common, as the SDK would send them. */
export interface RequestTemplate {
  /** Such as `https://bucket.s3.eu-west-1.amazonaws.com`. */
  readonly origin: string;
  readonly protocol: string;
  readonly hostname: string;
  /** What a key, in its encoded form, is put behind. */
  readonly pathPrefix: string;
  readonly query: Query;
  /** The query as it is put behind the path; empty when there is none. */
  readonly queryText: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Region and service that the signature is for. */
  readonly signingRegion: string;
  readonly signingService: string;
}

/** Stands for the key in the request that is looked at. */
const ANY_KEY = 'any-key';
/** Headers that are of one request only. */
const OF_ONE_REQUEST = /^(?:amz-sdk-|authorization$|x-amz-date$|x-amz-security-token$|content-length$)/;

/**
 * Lets the SDK make a request for an object of a bucket, up to but without sending it, and keeps what does not depend on
 * the object: so endpoints, path styles and headers are what configuration and SDK make of them.
 * @returns nothing when such requests are not signed the usual way.
 * @throws what the SDK throws before it sends anything, for lack of credentials for instance.
 */
export async function requestTemplateOf(
  client: S3Client,
  input: Omit<GetObjectCommandInput, 'Key'>,
): Promise<RequestTemplate | undefined> {
  const command = new GetObjectCommand({ ...input, Key: ANY_KEY });
  let template: RequestTemplate | undefined;
  command.middlewareStack.addRelativeTo(
    (_next: unknown, context: SigningContext) => async (args: { request?: unknown }) => {
      template = templateOf(args.request, context);
      return { response: undefined, output: { $metadata: {} } };
    },
    { name: 'keepRequestTemplate', relation: 'before', toMiddleware: 'retryMiddleware' },
  );
  await client.send(command);
  return template;
}

/** What the SDK's request has, of what is needed here. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query: Query;
  readonly headers: Readonly<Record<string, string>>;
  readonly username?: string;
}

/** How the SDK chose to sign a request. */
interface SigningContext {
  readonly __smithy_context?: {
    readonly selectedHttpAuthScheme?: {
      readonly httpAuthOption: {
        readonly schemeId: string;
        readonly signingProperties?: { readonly signingRegion?: unknown; readonly signingName?: unknown };
      };
    };
  };
  /** Of directory buckets, which have sessions of their own. */
  readonly s3ExpressIdentity?: unknown;
}

function templateOf(sdkRequest: unknown, context: SigningContext): RequestTemplate | undefined {
  const { schemeId, signingProperties } =
    context.__smithy_context?.selectedHttpAuthScheme?.httpAuthOption ?? {};
  const { signingRegion, signingName: signingService } = signingProperties ?? {};
  if (schemeId !== 'aws.auth#sigv4' || context.s3ExpressIdentity !== undefined) return undefined;
  if (typeof signingRegion !== 'string' || typeof signingService !== 'string') return undefined;

  const request = sdkRequest as SdkRequest;
  const { protocol, hostname, port, path, query } = request;
  if (!path.endsWith(ANY_KEY) || request.username !== undefined) return undefined;
  const kept = Object.entries(request.headers).filter(([name]) => !OF_ONE_REQUEST.test(name.toLowerCase()));
  return {
    origin: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`,
    protocol,
    hostname,
    pathPrefix: path.slice(0, -ANY_KEY.length),
    query,
    queryText: queryTextOf(query),
    headers: Object.fromEntries(kept),
    signingRegion,
    signingService,
  };
}

/** A key as the SDK writes it into a path. */
export function encodedKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A query as the SDK writes it into a URL. */
function queryTextOf(query: Query): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === null ? [encodeURIComponent(name)] : [value].flat().map((one) => assigned(name, one)),
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function assigned(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}
