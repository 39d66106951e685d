import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';

/*
 * A program: an S3 that has one object under every name. It does as little as it can, so that the machine is there for who
 * asks it. Its argument is the size of the object in bytes; it tells its parent the port, and ends with it.
 */

const body = randomBytes(Number(process.argv[2]));
const checksum = Buffer.alloc(4);
checksum.writeUInt32BE(crc32(body));
const headers = {
  'x-amz-id-2': randomBytes(48).toString('base64'),
  'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
  'last-modified': new Date().toUTCString(),
  etag: `"${createHash('md5').update(body).digest('hex')}"`,
  'x-amz-server-side-encryption': 'AES256',
  'accept-ranges': 'bytes',
  'content-type': 'application/json',
  'content-length': String(body.length),
  server: 'AmazonS3',
};
const withChecksum = {
  ...headers,
  'x-amz-checksum-crc32': checksum.toString('base64'),
  'x-amz-checksum-type': 'FULL_OBJECT',
};

const server = createServer((request, response) => {
  const asksForChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
  response.writeHead(200, asksForChecksum ? withChecksum : headers).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port, etag: headers.etag });
});
process.once('disconnect', () => process.exit());
