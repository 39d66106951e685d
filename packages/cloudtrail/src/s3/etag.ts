/** An entity tag without the quotes that S3's headers have and its notifications have not. */
export function bareEtag(etag: string): string {
  return etag.replace(/^"(.*)"$/s, '$1');
}
