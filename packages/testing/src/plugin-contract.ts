import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findPluginMetadata,
  PLUGIN_KEYWORD,
  type PluginClass,
  PluginHost,
  type PluginMetadata,
  type Provided,
  type ViolationType,
} from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { withNeeds } from './inspect-with.js';
import { optionNames } from './option-names.js';

/** What the contract of one plugin needs to know. */
export interface PluginContractOptions {
  /** Folder of the package. Default: the working folder of the test run's package, `process.cwd()`. */
  readonly packageFolder?: string;
  /** Test doubles for what the plugin injects. */
  readonly provided?: readonly Provided[];
  /** Options without which it cannot start. Default none. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * What every plugin package must be: consistent metadata, buildable with its defaults, a `package.json` by which it is
 * found, and a README that names every violation type, event and option.
 */
export function describePluginContract(plugin: PluginClass, options: PluginContractOptions = {}): void {
  const metadata = findPluginMetadata(plugin);
  describe(`${plugin.name} keeps the plugin contract`, () => {
    it('carries @Plugin', () => expect(metadata).toBeDefined());
    if (!metadata) return;
    describeMetadata(metadata);
    describeBuild(plugin, metadata, options);
    describePackage(metadata, options.packageFolder ?? process.cwd());
  });
}

function describeMetadata(metadata: PluginMetadata): void {
  it('has a title, and a summary of one sentence', () => {
    expect(metadata.title).not.toBe('');
    expect(metadata.summary).toMatch(/^[A-Z].*\.$/);
  });

  it('subscribes to something', () => {
    expect(metadata.events === '*' || Object.keys(metadata.events).length > 0).toBe(true);
  });

  for (const type of Object.values<ViolationType>(metadata.emits)) {
    it(`gives the type ${type.id} a severity, a priority, a title and a help text`, () => {
      expect([0, 1, 2, 3, 4]).toContain(type.severity);
      expect([1, 2, 3, 4]).toContain(type.priority);
      expect(type.title.length).toBeLessThanOrEqual(32);
      expect(type.helpText).not.toBe('');
    });
  }
}

function describeBuild(plugin: PluginClass, metadata: PluginMetadata, options: PluginContractOptions): void {
  it('can be built', async () => {
    const host = new PluginHost({
      candidates: [{ pluginClass: plugin, packageName: 'under-test', packageVersion: '0.0.0' }],
      settings: { [metadata.id]: { enabled: true, options: options.options ?? {} } },
      provided: withNeeds(metadata, options.provided),
    });
    expect(host.statuses).toEqual([expect.objectContaining({ id: metadata.id, active: true })]);
    await host.dispose();
  });
}

function describePackage(metadata: PluginMetadata, folder: string): void {
  const manifest = () => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const readme = () => readFileSync(join(folder, 'README.md'), 'utf8');

  it(`is found by the keyword ${PLUGIN_KEYWORD}`, () => {
    expect(manifest().keywords[0]).toBe(PLUGIN_KEYWORD);
    expect(manifest().peerDependencies).toHaveProperty(['@fullstop/core']);
    expect(manifest().description).not.toBe('');
  });

  it('names each of its violation types, events, options and variables in the README', () => {
    const text = readme();
    const missing = namesOf(metadata).filter((name) => !text.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });
}

function namesOf(metadata: PluginMetadata): string[] {
  const events = metadata.events === '*' ? [] : Object.entries(metadata.events);
  return [
    metadata.id,
    ...Object.keys(metadata.emits),
    ...events.flatMap(([source, names]) => [source, ...(names === '*' ? [] : names)]),
    ...optionNames(metadata.options),
    ...Object.keys(metadata.environment ?? {}),
  ];
}
