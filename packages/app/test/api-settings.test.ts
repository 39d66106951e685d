import { expect, it } from '@jest/globals';
import { configSchema } from '../src/config/config.schema.js';
import { keyFilterOf } from '../src/config/key-filter.js';
import { apiSettingsOf } from '../src/service/api/api-settings.js';

const subscribed = { patterns: [], wants: () => true };

it.each([
  [{}, { kind: 'none' }],
  [{ tokenInfoUri: 'https://info.example' }, { kind: 'token-info', uri: 'https://info.example' }],
  [
    { introspectionUri: 'https://auth.example', clientId: 'fullstop', clientSecret: 'secret' },
    { kind: 'introspection', uri: 'https://auth.example', clientId: 'fullstop', clientSecret: 'secret' },
  ],
  [
    { oidcIssuer: 'https://issuer.example', audience: 'fullstop,other', realm: '/employees' },
    {
      kind: 'oidc',
      issuer: 'https://issuer.example',
      audience: ['fullstop', 'other'],
      realm: '/employees',
    },
  ],
])('the settings %j authenticate callers by %j', (authentication, expected) => {
  const config = configSchema.parse({ authentication });
  expect(apiSettingsOf(config).authentication).toEqual(expected);
});

it.each([
  [undefined, undefined],
  ['2', 2],
  ['10.0.0.0/8', '10.0.0.0/8'],
])('trustProxy %j is handed on as %j', (trustProxy, expected) => {
  expect(apiSettingsOf(configSchema.parse({ api: { trustProxy } })).trustProxy).toBe(expected);
});

it('the filter of keys has instants, names and what is subscribed to', () => {
  const filter = {
    accounts: ['111122223333'],
    excludedRegions: ['us-east-1'],
    from: '2026-01-01T00:00:00+01:00',
  };
  expect(keyFilterOf(configSchema.parse({ ingest: { filter } }), subscribed)).toEqual({
    accounts: { include: ['111122223333'], exclude: [] },
    regions: { include: undefined, exclude: ['us-east-1'] },
    from: new Date('2025-12-31T23:00:00.000Z'),
    subscribed,
  });
});
