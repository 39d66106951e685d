import { gzipSync } from 'node:zlib';
import type { JsonObject } from '@fullstop/core';
import type { Outside } from './expected.js';
import { IMAGE_PREFIX } from './registries.js';

/** A plugin that reads user data. */
export type UserDataReader =
  | 'application-registry'
  | 'docker-registry'
  | 'scm-repository'
  | 'snapshot-source'
  | 'taupage-yaml';

/** What a plugin must find in user data of an instance on an approved image. */
export interface UserDataFinding {
  readonly plugin: UserDataReader;
  readonly type: string;
  readonly metaInfo: JsonObject | null;
  /** Registries that the finding needs, when the check as a whole needs more. */
  readonly needs?: readonly Outside[];
}

/** User data in one of the states that decide what the plugins report. */
export interface UserDataKind {
  readonly title: string;
  /** Absent: the instance has none. */
  readonly text?: string | Uint8Array;
  readonly application?: string;
  readonly version?: string;
  /** The registries that each plugin has to ask before it decides. */
  readonly asks: Readonly<Partial<Record<UserDataReader, readonly Outside[]>>>;
  readonly findings: readonly UserDataFinding[];
}

interface Keys {
  readonly application?: string;
  readonly version?: string;
  readonly source?: string;
  readonly runtime?: string;
}

const SOURCE = `${IMAGE_PREFIX}1.4.2`;
const COMPLETE: Keys = { application: 'shop', version: '1.10', source: SOURCE, runtime: 'Docker' };
const EVERYBODY: UserDataKind['asks'] = {
  'application-registry': ['kio'],
  'docker-registry': ['pierone'],
  'scm-repository': ['pierone', 'kio'],
};
const ONLY_KIO: UserDataKind['asks'] = { 'application-registry': ['kio'] };
/** The scm-repository plugin stops before it comes to Kio. */
const STOPS: UserDataKind['asks'] = { ...EVERYBODY, 'scm-repository': ['pierone'] };

/** What the build said about {@link SOURCE} and most other tags. */
const BUILT = { url: 'git@github.com:acme/shop.git', revision: '4f2a9c0', author: 'jane' };
const UNKNOWN_HOST = 'Unknown SCM URL: https://git.evil.example/acme/shop';
const UNKNOWN_KIO = 'Unknown SCM URL: https://bitbucket.example.org/acme/elsewhere';

/** Every kind of user data, complete ones first. */
export const USER_DATA: readonly UserDataKind[] = [
  kind('complete', COMPLETE),
  { ...kind('compressed', COMPLETE), text: gzipSync(yamlOf(COMPLETE)) },
  kind('with a version that looks like a number', { ...COMPLETE, version: '6478e18' }),
  kind('without a version', { ...COMPLETE, version: undefined }),
  kind('of another runtime', { ...COMPLETE, source: `${IMAGE_PREFIX}1.4.3`, runtime: 'rkt' }, [], {
    'application-registry': ['kio'],
    'scm-repository': ['pierone', 'kio'],
  }),
  kind(
    'without an application',
    { ...COMPLETE, application: undefined },
    [{ plugin: 'taupage-yaml', type: 'MISSING_APPLICATION_ID_IN_USER_DATA', metaInfo: null }],
    { 'docker-registry': ['pierone'], 'scm-repository': ['pierone'] },
  ),
  kind(
    'without a source',
    { ...COMPLETE, source: undefined },
    [{ plugin: 'taupage-yaml', type: 'MISSING_SOURCE_IN_USER_DATA', metaInfo: null }],
    ONLY_KIO,
  ),
  kind(
    'with nothing but a runtime',
    { runtime: 'Docker' },
    [
      { plugin: 'taupage-yaml', type: 'MISSING_APPLICATION_ID_IN_USER_DATA', metaInfo: null },
      { plugin: 'taupage-yaml', type: 'MISSING_SOURCE_IN_USER_DATA', metaInfo: null },
    ],
    {},
  ),
  unreadable('absent', undefined, 'empty'),
  unreadable('a shell script', '#!/bin/bash\nsystemctl start shop\n', 'not-a-mapping'),
  unreadable('a source that is a mapping', 'application_id: shop\nsource: {image: x}\n', 'wrong-type:source'),
  kind('of an application that is not registered', { ...COMPLETE, application: 'unknown-app' }, [
    {
      plugin: 'application-registry',
      type: 'APPLICATION_NOT_PRESENT_IN_KIO',
      metaInfo: { application_id: 'unknown-app' },
    },
  ]),
  kind('of an application without a repository', { ...COMPLETE, application: 'shop-noscm' }, [
    {
      plugin: 'scm-repository',
      type: 'SCM_URL_IS_MISSING_IN_KIO',
      metaInfo: { application_id: 'shop-noscm' },
    },
  ]),
  kind('of an application with a repository on an unknown host', { ...COMPLETE, application: 'elsewhere' }, [
    {
      plugin: 'scm-repository',
      type: 'SCM_URL_NOT_MATCH_WITH_KIO',
      metaInfo: {
        application_id: 'elsewhere',
        deployment_artifact: SOURCE,
        normalized_scm_source_url: 'https://github.com/acme/shop',
        kio_scm_url: 'https://bitbucket.example.org/acme/elsewhere',
        error_message: UNKNOWN_KIO,
      },
    },
  ]),
  tagged('1.4.3', [
    {
      plugin: 'docker-registry',
      type: 'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY',
      metaInfo: {
        source: `${IMAGE_PREFIX}1.4.3`,
        scm_source_url: BUILT.url,
        scm_source_revision: BUILT.revision,
        scm_source_author: BUILT.author,
        scm_source_status: ' M pom.xml',
      },
    },
  ]),
  tagged('1.4.4', [found('SCM_SOURCE_JSON_MISSING', { source: `${IMAGE_PREFIX}1.4.4` })], STOPS),
  tagged(
    '1.4.5',
    [
      found('SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON', {
        source: `${IMAGE_PREFIX}1.4.5`,
        application_id: 'shop',
        deployment_artifact: `${IMAGE_PREFIX}1.4.5`,
        scm_source: '{}',
      }),
    ],
    STOPS,
  ),
  tagged(
    '1.4.6',
    [
      {
        plugin: 'scm-repository',
        type: 'ILLEGAL_SCM_REPOSITORY',
        metaInfo: {
          application_id: 'shop',
          deployment_artifact: `${IMAGE_PREFIX}1.4.6`,
          error_message: UNKNOWN_HOST,
        },
      },
    ],
    STOPS,
  ),
  tagged('1.4.7', [
    {
      plugin: 'scm-repository',
      type: 'ILLEGAL_SCM_REPOSITORY',
      metaInfo: {
        application_id: 'shop',
        deployment_artifact: `${IMAGE_PREFIX}1.4.7`,
        normalized_scm_source_url: 'https://github.com/acme-evil/shop',
        allowed_owners: '^(?:acme|acme-labs)$',
        actual_owner: 'acme-evil',
      },
      // Said whether or not Kio can be asked.
      needs: ['pierone'],
    },
    otherRepository('1.4.7', 'acme-evil'),
  ]),
  tagged('1.4.8', [otherRepository('1.4.8', 'acme-labs')]),
  tagged('2.0-SNAPSHOT', [
    {
      plugin: 'snapshot-source',
      type: 'EC2_WITH_A_SNAPSHOT_IMAGE',
      metaInfo: { deployment_artifact: `${IMAGE_PREFIX}2.0-SNAPSHOT` },
    },
  ]),
  tagged('9.9.9', [found('IMAGE_IN_PIERONE_NOT_FOUND', { source: `${IMAGE_PREFIX}9.9.9` })], STOPS),
  kind(
    'with an image of a foreign registry',
    { ...COMPLETE, source: 'docker.io/library/nginx:1' },
    [found('IMAGE_IN_PIERONE_NOT_FOUND', { source: 'docker.io/library/nginx:1' })],
    ONLY_KIO,
  ),
];

function kind(
  title: string,
  keys: Keys,
  findings: readonly UserDataFinding[] = [],
  asks: UserDataKind['asks'] = EVERYBODY,
): UserDataKind {
  const { application, version } = keys;
  return {
    title: `User data ${title}`,
    text: yamlOf(keys),
    ...(application !== undefined && { application }),
    ...(version !== undefined && { version }),
    asks,
    findings,
  };
}

/** User data with an image of the trusted registry. */
function tagged(
  tag: string,
  findings: readonly UserDataFinding[],
  asks?: UserDataKind['asks'],
): UserDataKind {
  return kind(`with the tag ${tag}`, { ...COMPLETE, source: `${IMAGE_PREFIX}${tag}` }, findings, asks);
}

function unreadable(title: string, text: string | undefined, reason: string): UserDataKind {
  const findings = [{ plugin: 'taupage-yaml', type: 'MISSING_USER_DATA', metaInfo: { reason } }] as const;
  return { title: `User data: ${title}`, ...(text !== undefined && { text }), asks: {}, findings };
}

function found(type: string, metaInfo: JsonObject): UserDataFinding {
  return { plugin: 'docker-registry', type, metaInfo };
}

function otherRepository(tag: string, owner: string): UserDataFinding {
  return {
    plugin: 'scm-repository',
    type: 'SCM_URL_NOT_MATCH_WITH_KIO',
    metaInfo: {
      application_id: 'shop',
      deployment_artifact: `${IMAGE_PREFIX}${tag}`,
      normalized_scm_source_url: `https://github.com/${owner}/shop`,
      normalized_kio_scm_url: 'https://github.com/acme/shop',
    },
  };
}

function yamlOf({ application, version, source, runtime }: Keys): string {
  const lines = { application_id: application, application_version: version, runtime, source };
  const set = Object.entries(lines).filter(([, value]) => value !== undefined);
  return [
    '#taupage-ami-config',
    ...set.map(([key, value]) => `${key}: ${value}`),
    'ports:',
    '  8080: 8080',
    '',
  ].join('\n');
}
