// As in the OCI grammar; the digest need not have its full length.
const DIGEST = /@[a-z][a-z0-9+._-]*:[0-9a-f]+$/i;
// Where there is a tag, the name of an image ends with it; so this looks at the tag.
const SNAPSHOT = /-snapshot$/i;

/**
 * Whether another image can come to stand behind a name: its tag ends in `-SNAPSHOT`, in whatever case, or is one of the given
 * tags. A name with a digest always stands for the same image; one without a tag means `latest`.
 */
export function isMutable(source: string, mutableTags: readonly string[]): boolean {
  if (DIGEST.test(source)) return false;
  return SNAPSHOT.test(source) || mutableTags.includes(tagOf(source) ?? 'latest');
}

/** A colon before the last slash belongs to a port. */
function tagOf(source: string): string | undefined {
  return /:([^/:]+)$/.exec(source)?.[1];
}
