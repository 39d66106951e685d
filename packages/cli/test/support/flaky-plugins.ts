import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@fullstop/tools/process';

const PACKAGE = {
  name: '@acme/flaky-plugins',
  version: '1.0.0',
  type: 'module',
  keywords: ['fullstop-plugin'],
  exports: './index.js',
};

/** Plugins that decide, throw, hang, and miss a fact for as long as a file says so. */
const SOURCE = `
import { existsSync } from 'node:fs';
import { FactUnavailableError, launchedInstancesOf, Plugin, defineViolationType } from '@fullstop/core';

const TYPE = defineViolationType({ id: 'LAUNCHED', title: 'Launched', helpText: 'An instance was launched.', severity: 0, priority: 4 });
const events = { 'ec2.amazonaws.com': ['RunInstances'] };
const found = (event) => launchedInstancesOf(event).map(({ instanceId }) => ({ type: 'LAUNCHED', instanceId }));
const plugin = (id, inspect, type) => {
  class AnyPlugin { inspect(event, context) { return inspect(event, context); } }
  Plugin({ id, title: id, summary: 'Is used in tests.', events, emits: { [type.id]: type } })(AnyPlugin);
  return AnyPlugin;
};
const waited = { ...TYPE, id: 'LAUNCHED_AFTER_A_WAIT' };

export const Good = plugin('acme-good', found, TYPE);
export const Throws = plugin('acme-throws', () => { throw new TypeError('broken on purpose'); }, TYPE);
export const Hangs = plugin('acme-hangs', () => new Promise(() => {}), TYPE);
export const Waits = plugin('acme-waits', (event) => {
  if (!existsSync(process.env.FACT_FILE)) throw new FactUnavailableError('the fact', 'its file is not there');
  return found(event).map((finding) => ({ ...finding, type: waited.id }));
}, waited);
`;

/** Makes a project folder with these plugins installed. */
export function projectWithFlakyPlugins(folder: string): string {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, PACKAGE.name), { recursive: true });
  mkdirSync(join(modules, '@fullstop'));
  symlinkSync(join(CHECKOUT, 'packages/core'), join(modules, '@fullstop/core'));
  writeFileSync(join(modules, PACKAGE.name, 'package.json'), JSON.stringify(PACKAGE));
  writeFileSync(join(modules, PACKAGE.name, 'index.js'), SOURCE);
  const project = { name: 'a-project', private: true, dependencies: { [PACKAGE.name]: '1.0.0' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  return folder;
}
