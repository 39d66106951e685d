import { FixedClock } from '@fullstop/testing';
import { afterEach, beforeEach } from '@jest/globals';
import { OWN_KEY, StsServer } from './sts-server.js';

/** What a test of this package acts in. */
export interface World {
  readonly server: StsServer;
  readonly clock: FixedClock;
}

/** The environment in which the SDK finds the server, region and credentials by itself. */
function environmentOf(server: StsServer): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: OWN_KEY,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** A server, a clock that both sides share, and the environment, new for each test. */
export function useWorld(): () => World {
  let world: World | undefined;
  const environment = { ...process.env };
  beforeEach(async () => {
    const clock = new FixedClock();
    world = { clock, server: await StsServer.start(clock) };
    Object.assign(process.env, environmentOf(world.server));
  });
  afterEach(async () => {
    await world?.server.stop();
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, environment);
  });
  return () => {
    if (!world) throw new Error('Only inside of a test.');
    return world;
  };
}
