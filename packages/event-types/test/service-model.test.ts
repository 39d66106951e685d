import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadServiceModel, writeEventTypes } from '../src/index.js';
import { modelOf } from '../src/service-model.js';

const here = (client: string) => loadServiceModel(client, import.meta.dirname);

describe('the model of a service', () => {
  it('is read from the client that is installed', async () => {
    const { origin, service, actions } = await here('@aws-sdk/client-sts');
    expect(origin).toMatch(/^@aws-sdk\/client-sts 3\.\d+\.\d+$/);
    expect(service).toBe('sts');
    expect(actions.get('AssumeRole')?.input.getName()).toBe('AssumeRoleRequest');
  });

  it('is missed with the command that installs it', async () => {
    await expect(here('@aws-sdk/client-nowhere')).rejects.toMatchObject({
      code: 'EVENT_TYPES',
      message: expect.stringContaining('npm install --save-dev @aws-sdk/client-nowhere'),
      cause: expect.anything(),
    });
  });

  it.each(['lambda', '@smithy/core', '../../package.json'])('is not looked for in %s', async (name) => {
    await expect(here(name)).rejects.toThrow(`${name} is no client of the AWS SDK`);
  });

  it('is not in clients of former years', () => {
    expect(() => modelOf('@aws-sdk/client-sts 3.332.0', { STSClient: class {} })).toThrow(
      '@aws-sdk/client-sts 3.332.0 carries no model of its service; install a newer version.',
    );
  });

  it.each([
    ['AssumeRole20110615', '; it has AssumeRole.'],
    ['Assume', '; it has AssumeRole, AssumeRoleWithSAML'],
    ['RunInstances', 'no action RunInstances.'],
  ])('has no action %s, and says what it has', async (action, hint) => {
    const model = await here('@aws-sdk/client-sts');
    expect(() => writeEventTypes(model, [action], 'x')).toThrow(hint);
  });
});

describe('the types in test/generated', () => {
  it.each(['ec2', 'iam', 'kms', 'rds'])(
    'are what the model of %s gives; else run their first line again',
    async (service) => {
      const file = readFileSync(`${import.meta.dirname}/generated/${service}-events.ts`, 'utf8');
      const [, command = ''] = /`(.*)`/.exec(file) ?? [];
      const [client = '', ...actions] = command.split(' ').slice(2);
      expect(withoutVersion(file)).toBe(
        withoutVersion(writeEventTypes(await here(client), actions, command)),
      );
    },
  );
});

function withoutVersion(text: string): string {
  return text.replace(/^(\/\/ from \S+) .*/m, '$1');
}
