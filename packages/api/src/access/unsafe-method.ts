const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request may change something. */
export function isUnsafe(method: string): boolean {
  return !SAFE_METHODS.has(method);
}
