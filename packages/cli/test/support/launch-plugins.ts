import type { LinkedProject } from './linked-project.js';
import { linkedProject } from './linked-project.js';

const SOURCE = `
import { defineViolationType, launchedInstancesOf, Plugin } from '@fullstop/core';

const plugin = (id, type, isWanted) => {
  class LaunchPlugin {
    inspect(event) {
      return launchedInstancesOf(event).filter(isWanted).map(({ instanceId }) => ({ type, instanceId }));
    }
  }
  const about = { title: type, helpText: 'Is used in tests.', severity: 0, priority: 4 };
  Plugin({
    id, title: id, summary: 'Is used in tests.',
    events: { 'ec2.amazonaws.com': ['RunInstances'] },
    emits: { [type]: defineViolationType({ id: type, ...about }) },
  })(LaunchPlugin);
  return LaunchPlugin;
};

export const Launch = plugin('acme-launch', 'LAUNCHED', () => true);
export const Key = plugin('acme-key', 'LAUNCHED_WITH_KEY', ({ keyName }) => keyName !== undefined);
`;

const PROJECT: LinkedProject = {
  inline: { name: '@acme/launch-plugins', source: SOURCE },
  libraries: ['packages/core'],
};

/**
 * Makes a project folder with two plugins that report every launched instance: `acme-launch` as `LAUNCHED`, and
 * `acme-key`, when it has a key pair, as `LAUNCHED_WITH_KEY`. @returns the folder.
 */
export function projectWithLaunchPlugins(folder: string): string {
  return linkedProject(folder, PROJECT);
}
