import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readUserData } from '../../src/user-data/read-user-data.js';

const YAML = 'application_id: shop\n';
const SHOP = { kind: 'taupage', applicationId: 'shop' };
const none = (reason: string) => ({ kind: 'none', reason });
const base64 = (bytes: string | Buffer) => Buffer.from(bytes).toString('base64');

function multipart(...parts: readonly string[]): string {
  const head = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary="==B=="\r\n\r\n';
  return `${head}${parts.map((part) => `--==B==\r\n${part}\r\n`).join('')}--==B==--\r\nrest`;
}

describe('user data', () => {
  it.each([
    ['undefined', undefined, none('empty')],
    ['an empty text', '', none('empty')],
    ['PV-14, no base64', 'application_id: shop!', none('not-base64')],
    ['base64 of a wrong length', 'YWJjZ', none('not-base64')],
    ['padding in the middle', 'YQ==YWJj', none('not-base64')],
    ['base64 in lines', base64(YAML).replace(/(.{10})/g, '$1\n'), SHOP],
    ['gzip', base64(gzipSync(YAML)), SHOP],
    ['broken gzip', base64(gzipSync(YAML).subarray(0, 15)), none('invalid')],
    ['gzip that inflates to megabytes', base64(gzipSync(Buffer.alloc(5_000_000, '#'))), none('invalid')],
    ['more than AWS takes', base64(`${YAML}${'#'.repeat(70_000)}`), none('invalid')],
  ])('%s', (_, value, expected) => {
    expect(readUserData(value)).toEqual(expected);
  });

  it.each([
    [
      'the part with our first line',
      ['Content-Type: text/x-shellscript\r\n\r\n#!/bin/sh\necho a', `\r\n#taupage-ami-config\n${YAML}`],
      SHOP,
    ],
    [
      'the part with one of our keys',
      ['Content-Type: text/cloud-config\r\n\r\npackages: [a]', `Content-Type: text/yaml\r\n\r\n${YAML}`],
      SHOP,
    ],
    ['a part in base64', [`Content-Transfer-Encoding: BASE64\r\n\r\n${base64(YAML)}`], SHOP],
    ['our part, even if it is broken', ['\r\n#taupage-ami-config\na: [', `\r\n${YAML}`], none('invalid')],
    ['no part of ours', ['\r\n#!/bin/sh\necho a'], none('not-a-mapping')],
    ['no part at all', [], none('not-a-mapping')],
  ])('multipart: %s', (_, parts, expected) => {
    expect(readUserData(base64(multipart(...parts)))).toEqual(expected);
  });

  it('multipart without a boundary has no parts', () => {
    expect(readUserData(base64(`Content-Type: multipart/mixed\n\n${YAML}`))).toEqual(none('not-a-mapping'));
  });
});
