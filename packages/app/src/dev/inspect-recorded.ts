import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { FullstopError, type Logger } from '@fullstop/core';
import { type ExplainResult, explain } from '../explain/explain.js';
import { type DevelopedPlugin, withDevelopedPlugin } from './developed-plugin.js';

/**
 * Lets a plugin under development look at recorded events, as `explain` does.
 * @param events a file with a record, a log file, or a folder of such files.
 * @throws {FullstopError} with the code `USAGE` when package or events cannot be used.
 */
export async function inspectRecorded(
  plugin: DevelopedPlugin,
  events: string,
  logger: Logger,
): Promise<ExplainResult> {
  return withDevelopedPlugin(plugin, async (runtime) => {
    const results: ExplainResult[] = [];
    for (const subject of eventFiles(events)) {
      results.push(await explain(runtime, { subject, standardInput: Readable.from([]) }, logger));
    }
    return {
      events: results.flatMap((result) => result.events),
      isConnected: results.some(({ isConnected }) => isConnected),
      problems: results.flatMap(({ problems }) => problems),
    };
  });
}

function eventFiles(events: string): string[] {
  if (statSync(events, { throwIfNoEntry: false })?.isDirectory() !== true) return [events];
  const files = readdirSync(events, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.json(\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isCassette(path))
    .sort();
  if (files.length === 0) throw new FullstopError('USAGE', `${events} holds no .json or .json.gz files.`);
  return files;
}

/** Cassettes often stand beside the events that they belong to. */
function isCassette(path: string): boolean {
  return path.endsWith('.json') && /^\s*\{\s*"cassette"/.test(readFileSync(path, 'utf8'));
}
