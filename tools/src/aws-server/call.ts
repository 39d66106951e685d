import type { IncomingMessage } from 'node:http';
import type { AccountWorld, Regional } from './world.js';

/** A call as the server saw it. */
export interface AwsCall {
  /** The service of the signature, such as `ec2` or `organizations`. */
  readonly service: string;
  readonly action: string;
  /** The account whose credentials signed it; for AssumeRole the one whose role was asked for. */
  readonly accountId: string;
  /** Region of the signature. */
  readonly region: string;
  /** Parameters of the query protocol, or the flat members of a JSON body. */
  readonly params: URLSearchParams;
}

/** Access key of the service's own credentials; any other key names its account in the digits after four letters. */
export const OWN_ACCESS_KEY_ID = 'AKIAOWNACCOUNT000000';

/** Reads a call. The signature is not checked, only its scope is read. */
export async function readCall(request: IncomingMessage, ownAccountId: string): Promise<AwsCall> {
  const [key = '', , region = '', service = ''] = scopeOf(request.headers.authorization);
  const signer = key === OWN_ACCESS_KEY_ID ? ownAccountId : key.slice(4, 16);
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (service === 'lambda') {
    const name = /^\/2015-03-31\/functions\/([^/]+)$/.exec(url.pathname)?.[1];
    const action = request.method === 'GET' && name !== undefined ? 'GetFunction' : 'Unknown';
    const params = new URLSearchParams({ FunctionName: decodeURIComponent(name ?? '') });
    return { service, action, accountId: signer, region, params };
  }
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const action = target.slice(target.lastIndexOf('.') + 1);
    const params = new URLSearchParams(JSON.parse(await bodyOf(request)));
    return { service, action, accountId: signer, region, params };
  }
  const params = new URLSearchParams(await bodyOf(request));
  const asked = /^arn:[a-z-]+:iam::(\d{12}):role\//.exec(params.get('RoleArn') ?? '')?.[1];
  return { service, action: params.get('Action') ?? 'Unknown', accountId: asked ?? signer, region, params };
}

/** Values of a list parameter, such as `ImageId.1`, `ImageId.2`. */
export function listOf(params: URLSearchParams, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; params.has(`${name}.${index}`); index += 1) {
    values.push(params.get(`${name}.${index}`) ?? '');
  }
  return values;
}

/** Values of the filters, by their names. */
export function filtersOf(params: URLSearchParams): ReadonlyMap<string, readonly string[]> {
  const filters = new Map<string, readonly string[]>();
  for (let index = 1; params.has(`Filter.${index}.Name`); index += 1) {
    filters.set(params.get(`Filter.${index}.Name`) ?? '', listOf(params, `Filter.${index}.Value`));
  }
  return filters;
}

/** The things of an account that are in the region of a call. */
export function inRegion<Thing extends Regional>(
  things: readonly Thing[] = [],
  { region }: AwsCall,
): Thing[] {
  return things.filter((thing) => (thing.region ?? region) === region);
}

/** Answers one action of a service. */
export type Action = (account: AccountWorld, call: AwsCall) => Reply;

/** An answer over HTTP. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** AWS refuses a call. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Access key, date, region and service. */
function scopeOf(authorization: string | undefined): string[] {
  return /Credential=([^,]+)/.exec(authorization ?? '')?.[1]?.split('/') ?? [];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
