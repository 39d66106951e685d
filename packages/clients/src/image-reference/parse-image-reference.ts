/** Name of a Docker image with registry, team and artifact, such as `registry.example.org:5000/team/artifact:1.0`. */
export interface ImageReference {
  /** All before team and artifact, without a scheme: host, perhaps with port, perhaps with path. May be empty. */
  readonly registry: string;
  readonly team: string;
  readonly artifact: string;
  /** There is a tag or a digest, or both. */
  readonly tag?: string;
  /** Such as `sha256:…`. */
  readonly digest?: string;
}

// Grammar of the OCI distribution specification; names at most 255 characters, tags 128.
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const REGISTRY = /^[A-Za-z0-9._~:/[\]-]*$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{1,256}$/;
const MAX_NAME = 255;
const MAX_TEXT = 1024;

/**
 * Reads the name of a Docker image. The last two parts of the path are team and artifact. White space around it and a scheme
 * (`docker://`) are dropped. A digest need not have its full length.
 * @returns `undefined` when it is no such name: no registry, neither tag nor digest, or characters that names do not have.
 */
export function parseImageReference(source: string): ImageReference | undefined {
  if (source.length > MAX_TEXT) return undefined;
  const [named, digest] = splitAt(source.trim().replace(SCHEME, ''), '@');
  const [path, tag] = splitTag(named);
  const name = path.length <= MAX_NAME ? splitPath(path) : undefined;
  if (name === undefined || (tag === undefined && digest === undefined)) return undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  return { ...name, tag, digest };
}

/** A colon before the last slash belongs to a port. */
function splitTag(named: string): readonly [path: string, tag: string | undefined] {
  const slash = named.lastIndexOf('/');
  const [artifact, tag] = splitAt(named.slice(slash + 1), ':');
  return [named.slice(0, slash + 1) + artifact, tag];
}

function splitPath(path: string): Pick<ImageReference, 'registry' | 'team' | 'artifact'> | undefined {
  const parts = path.split('/');
  const [team = '', artifact = ''] = parts.slice(-2);
  const registry = parts.slice(0, -2).join('/');
  if (parts.length < 3 || !REGISTRY.test(registry)) return undefined;
  return COMPONENT.test(team) && COMPONENT.test(artifact) ? { registry, team, artifact } : undefined;
}

function splitAt(text: string, separator: string): readonly [before: string, after: string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}
