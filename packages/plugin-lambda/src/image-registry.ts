/**
 * Whether an image lies in one of the registries, each a host or a host and the first folders. Folders count as a whole:
 * `host/trusted` has `host/trusted/app:1`, but not `host/trusted-not/app:1`.
 */
export function isInRegistry(imageUri: string, registries: readonly string[]): boolean {
  const repository = repositoryOf(imageUri);
  return registries.some((registry) => repository === registry || repository.startsWith(`${registry}/`));
}

/** The URI without digest and tag. A colon before the last slash belongs to the port. */
function repositoryOf(imageUri: string): string {
  const [named = ''] = imageUri.split('@', 1);
  const tag = named.indexOf(':', named.lastIndexOf('/'));
  return named.includes('/') && tag >= 0 ? named.slice(0, tag) : named;
}
