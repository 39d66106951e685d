import { createHash, createHmac } from 'node:crypto';
import type { ProxyRequest } from './faulty-proxy.js';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<keyId>[^/]+)\/(?<day>\d{8})\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request, SignedHeaders=(?<names>[^,]+), Signature=(?<signature>[0-9a-f]{64})$/;

/** A request's signature, and what it ought to be, by the text of AWS's specification of version 4 alone. */
export function signaturesOf(
  { method, url, headers }: ProxyRequest,
  secretAccessKey: string,
): { given: string | undefined; right: string; signedHeaders: string[] } {
  const {
    day = '',
    region = '',
    service = '',
    names = '',
    signature,
  } = AUTHORIZATION.exec(headers.authorization ?? '')?.groups ?? {};
  const [path = '', query = ''] = url.split('?');
  const signedHeaders = names.split(';');
  const lines = signedHeaders.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  const canonical = [
    method,
    path,
    query.split('&').sort().join('&'),
    lines.join(''),
    names,
    String(headers['x-amz-content-sha256']),
  ].join('\n');

  const scope = [day, region, service, 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope.join('/'), sha256(canonical)];
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  return { given: signature, right: hmac(key, toSign.join('\n')).toString('hex'), signedHeaders };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
