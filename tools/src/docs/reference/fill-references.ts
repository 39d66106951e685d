import { FullstopError } from '@fullstop/core';
import { apiReference } from './api.js';
import { commandLineReference } from './command-line.js';
import { configurationReference } from './configuration.js';
import { documentedJobs, jobReference } from './jobs.js';
import { documentedMetrics, metricReference } from './metrics.js';
import { documentedPlugins, pluginReference } from './plugins.js';

/** Makes a part of the documentation from the code. */
type Reference = () => string | Promise<string>;

/** What can stand in a document as `<!-- reference: name -->`, which GitHub does not show. */
const REFERENCES: Readonly<Record<string, Reference>> = {
  api: apiReference,
  'command-line': commandLineReference,
  configuration: configurationReference,
  jobs: () => jobReference(documentedJobs()),
  metrics: () => metricReference(documentedMetrics()),
  plugins: async () => pluginReference(await documentedPlugins()),
};

const PLACE = /^<!-- reference: ([a-z-]+) -->$/gm;

/** A document with each `<!-- reference: … -->` replaced by what the code says. @throws {FullstopError} for an unknown one. */
export async function fillReferences(path: string, text: string): Promise<string> {
  const names = [...text.matchAll(PLACE)].map(([, name = '']) => name);
  const made = new Map<string, string>();
  for (const name of names) {
    const reference = REFERENCES[name];
    if (!reference) {
      const known = Object.keys(REFERENCES).join(', ');
      throw new FullstopError('DOCS', `${path}: there is no reference "${name}"; there are ${known}.`);
    }
    made.set(name, await reference());
  }
  return text.replace(PLACE, (_comment, name: string) => made.get(name) ?? '');
}
