import { type CloudTrailEvent, findPluginMetadata, PluginHost, SubscriptionIndex } from '@fullstop/core';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  RecordingLogger,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { HelloEventPlugin } from '../src/index.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

describe('the hello-event plugin', () => {
  it.each([
    ['iam.amazonaws.com:CreateUser'],
    ['ec2.amazonaws.com:RunInstances'],
    ['something-new.amazonaws.com:DoIt'],
  ])('HE-1: logs one line with the id of %s', async (sourceAndName) => {
    const event = anEvent(sourceAndName, { eventID: 'ABCDEF00-0000-4000-8000-000000000001' });
    const { outcome, lines } = await greet(event);
    expect(outcome).toMatchObject({ state: 'decided', violations: [] });
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'HELLO EVENT - abcdef00-0000-4000-8000-000000000001',
        fields: {
          plugin: 'hello-event',
          event_id: 'abcdef00-0000-4000-8000-000000000001',
          account_id: '111122223333',
          region: 'eu-central-1',
        },
      },
    ]);
  });

  it('HE-2: subscribes to failed calls too, but the gate of the host keeps them off', async () => {
    const metadata = findPluginMetadata(HelloEventPlugin)!;
    const index = new SubscriptionIndex([[metadata.id, metadata.events]]);
    expect(index.wants('iam.amazonaws.com', 'CreateUser')).toBe(true);

    const { outcome, lines } = await greet(
      anEvent('iam.amazonaws.com:CreateUser', { errorCode: 'AccessDenied' }),
    );
    expect(outcome).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('SE-05: logs a line for a sign-in to the console', async () => {
    const { outcome, lines } = await greet(fixture('console-login'));
    expect(outcome).toMatchObject({ state: 'decided', violations: [] });
    expect(lines.map(({ message }) => message)).toEqual([
      'HELLO EVENT - 00000000-0000-4000-8000-000000000005',
    ]);
  });

  it('is off unless somebody switches it on', () => {
    const candidate = {
      pluginClass: HelloEventPlugin,
      packageName: '@fullstop/plugin-hello-event',
      packageVersion: '0.1.0',
    };
    const host = new PluginHost({ candidates: [candidate] });
    expect(host.statuses).toEqual([
      expect.objectContaining({ id: 'hello-event', active: false, reason: 'off by default' }),
    ]);
    expect(host.selector.patterns).toEqual([]);
  });
});

async function greet(event: CloudTrailEvent) {
  const logger = new RecordingLogger();
  const outcome = await checkWith(HelloEventPlugin, event, { logger });
  return { outcome, lines: logger.lines };
}

describePluginContract(HelloEventPlugin, { packageFolder: `${import.meta.dirname}/..` });
