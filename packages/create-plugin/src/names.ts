/** The words of a name in any of the usual spellings, in lower case: `openBucketsJob` gives `open`, `buckets`, `job`. */
export function kebabWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** `open-buckets` as `OpenBuckets`. */
export function pascalCase(words: readonly string[]): string {
  return words.map(capital).join('');
}

/** `open-buckets` as `openBuckets`. */
export function camelCase([first = '', ...others]: readonly string[]): string {
  return first + pascalCase(others);
}

/** `open-buckets` as `OPEN_BUCKETS`. */
export function constantCase(words: readonly string[]): string {
  return words.join('_').toUpperCase();
}

/** `open-buckets` as `Open buckets`. */
export function sentenceCase(words: readonly string[]): string {
  return capital(words.join(' '));
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
