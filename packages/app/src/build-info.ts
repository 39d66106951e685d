import { existsSync, readFileSync } from 'node:fs';

/** Where the image build puts what it knows of the sources. */
const SCM_SOURCE = '/scm-source.json';

/** Name, version and source revision of the service. */
export interface BuildInfo {
  readonly name: string;
  readonly version: string;
  /** Commit that it was built from; `null` when nobody wrote it down. */
  readonly revision: string | null;
  readonly node: string;
}

/** What is known of this build. */
export function buildInfo(scmSource = SCM_SOURCE): BuildInfo {
  const manifest = readJson(new URL('../package.json', import.meta.url));
  const source = existsSync(scmSource) ? readJson(scmSource) : {};
  return {
    name: 'fullstop',
    version: String(manifest.version),
    revision: typeof source.revision === 'string' ? source.revision : null,
    node: process.version,
  };
}

function readJson(path: string | URL): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8'));
}
