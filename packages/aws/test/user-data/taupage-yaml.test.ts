import { describe, expect, it } from '@jest/globals';
import { readUserData } from '../../src/user-data/read-user-data.js';

const EXAMPLE = `#taupage-ami-config
application_id: fullstop
application_version: 5
runtime: Docker
source: registry.opensource.zalan.do/stups/fullstop:5
ports:
  8080: 8080
environment:
  STDOUT_OF: "it: all"
root: false
hard_limits: { nofile: 512, nproc: 1024 }
`;

const read = (text: string) => readUserData(Buffer.from(text).toString('base64'));
const none = (reason: string) => ({ kind: 'none', reason });
const taupage = (facts: object = {}) => ({ kind: 'taupage', ...facts });

describe('user data', () => {
  it.each([
    [
      'TY-1',
      EXAMPLE,
      taupage({
        applicationId: 'fullstop',
        applicationVersion: '5',
        runtime: 'Docker',
        source: 'registry.opensource.zalan.do/stups/fullstop:5',
      }),
    ],
    [
      'TY-2',
      EXAMPLE.replace(/application_version.*\n/, ''),
      taupage({
        applicationId: 'fullstop',
        runtime: 'Docker',
        source: 'registry.opensource.zalan.do/stups/fullstop:5',
      }),
    ],
    ['TY-3', '', none('empty')],
    ['TY-3, white space', ' \n\n', none('empty')],
    ['TY-4', "'foo'", none('not-a-mapping')],
    ['TY-5', '- a\n- b\n- c\n', none('not-a-mapping')],
    ['TY-6', 'application_version: 6478e18', taupage({ applicationVersion: '6478e18' })],
    ['TY-7', "application_version: '6478e18'", taupage({ applicationVersion: '6478e18' })],
    ['TY-8', 'application_version: 1.10', taupage({ applicationVersion: '1.10' })],
    ['TY-9', 'application_version: 010', taupage({ applicationVersion: '010' })],
    ['TY-10', 'blub: fdsa', taupage()],
    ['TY-11', 'application_id: ~', taupage()],
    ['TY-12', 'source: {image: x}', none('wrong-type:source')],
    ['TY-12, a list', 'application_id:\n  - a\n', none('wrong-type:application_id')],
    ['TY-13', '# one\n# two\n', none('empty')],
    ['TY-14', 'application_id: a\napplication_id: b\n', taupage({ applicationId: 'b' })],
    ['TY-15', 'application_id: a\n---\napplication_id: b\n', taupage({ applicationId: 'a' })],
    ['TY-15, the second one broken', 'application_id: a\n---\n\tx: [', taupage({ applicationId: 'a' })],
    ['TY-16', 'a:\n\tapplication_id: a\n', none('invalid')],
    ['TY-17', '#!/bin/bash\nset -eu\necho hello\n', none('not-a-mapping')],
    ['TY-18', '#cloud-config\npackages: [a, b]\n', taupage()],
    ['TY-19, quoted', 'application_version: "null"', taupage({ applicationVersion: 'null' })],
    ['TY-19, plain', 'application_version: null', taupage()],
    ['booleans are texts', 'runtime: true', taupage({ runtime: 'true' })],
    ['dates are texts', 'application_version: 2026-03-02', taupage({ applicationVersion: '2026-03-02' })],
    ['white space is no value', 'application_id: "  "\nsource: " x "\n', taupage({ source: 'x' })],
    ['an anchor is followed', 'a: &x shop\napplication_id: *x\n', taupage({ applicationId: 'shop' })],
    ['an anchor that is missing', 'application_id: *x\n', taupage()],
    ['JSON is YAML', '{"application_id": "shop"}', taupage({ applicationId: 'shop' })],
    ['a byte order mark', '\uFEFFapplication_id: shop', taupage({ applicationId: 'shop' })],
    ['other scripts', 'application_id: größe', taupage({ applicationId: 'größe' })],
    [
      'what no database takes',
      'application_id: "a\\0b"\nsource: "\\ud800"',
      taupage({ applicationId: 'a\uFFFDb', source: '\uFFFD' }),
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['lists', '['.repeat(60_000)],
    ['mappings', '{a: '.repeat(15_000)],
    ['block lists', '- '.repeat(30_000)],
    ['question marks', '? '.repeat(30_000)],
  ])('%s that are nested too deep are invalid, and harm nobody', (_, text) => {
    expect(read(text)).toEqual(none('invalid'));
  });

  it.each([
    [40, taupage({ applicationId: 'shop' })],
    [60, none('invalid')],
  ])('%i levels are read, or not', (levels, expected) => {
    const list = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(read(`application_id: shop\nlist: ${list}`)).toEqual(expected);
  });

  it('aliases are not expanded', () => {
    const lines = Array.from(
      { length: 40 },
      (_, line) => `k${line + 1}: &k${line + 1} [${`*k${line}, `.repeat(9)}]`,
    );
    expect(read(['k0: &k0 x', ...lines, 'application_id: shop'].join('\n'))).toEqual(
      taupage({ applicationId: 'shop' }),
    );
  });
});
