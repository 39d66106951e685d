import type { JsonObject, JsonValue } from '@fullstop/core';
import type { Contents } from '../../support/registry-server.js';

/** What names of images in the trusted registry start with. Ports do not count, so one on loopback can be trusted. */
export const IMAGE_PREFIX = '127.0.0.1/platform/shop:';

const CLEAN = { url: 'git@github.com:acme/shop.git', revision: '4f2a9c0', author: 'jane', status: '' };

/** Tags of `platform/shop`, and what each build said about its source; `null` when it said nothing. */
export const TAGS: Readonly<Record<string, JsonObject | null>> = {
  '1.4.2': CLEAN,
  '1.4.3': { ...CLEAN, status: ' M pom.xml' },
  '1.4.4': null,
  '1.4.5': {},
  '1.4.6': { ...CLEAN, url: 'https://jane:hunter2@git.evil.example/acme/shop' },
  '1.4.7': { ...CLEAN, url: 'https://github.com/acme-evil/shop' },
  '1.4.8': { ...CLEAN, url: 'https://github.com/acme-labs/shop.git' },
  '2.0-SNAPSHOT': { ...CLEAN, status: false },
};

/** Registered applications by id. */
export const APPLICATIONS: Readonly<Record<string, JsonObject>> = {
  shop: { id: 'shop', team_id: 'platform', active: true, scm_url: 'https://github.com/acme/shop' },
  'shop-noscm': { id: 'shop-noscm', team_id: 'platform', active: true, scm_url: null },
  elsewhere: { id: 'elsewhere', active: true, scm_url: 'https://bitbucket.example.org/acme/elsewhere' },
};

/** What Kio answers. */
export const kioContents: Contents = (path) => {
  const id = /^\/apps\/([^/]+)$/.exec(path)?.[1];
  return id !== undefined && Object.hasOwn(APPLICATIONS, id) ? APPLICATIONS[id] : undefined;
};

/** What Pier One answers. */
export const pierOneContents: Contents = (path): JsonValue | undefined => {
  const artifact = '/teams/platform/artifacts/shop/tags';
  if (path === artifact) {
    return Object.keys(TAGS).map((name) => ({ name, created: '2026-02-01T00:00:00.000Z', created_by: 'ci' }));
  }
  const tag = /^\/([^/]+)\/scm-source$/.exec(path.slice(artifact.length))?.[1];
  if (!path.startsWith(artifact) || tag === undefined || !Object.hasOwn(TAGS, tag)) return undefined;
  return TAGS[tag] ?? undefined;
};
