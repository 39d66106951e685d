import { messageOf } from '../errors/errors.js';

/** What a schema of options found wrong, one phrase for each, naming the option. */
export function issuesOf(error: unknown): string[] {
  const issues = typeof error === 'object' && error !== null && 'issues' in error ? error.issues : undefined;
  if (!Array.isArray(issues) || issues.length === 0) return [`options: ${messageOf(error)}`];
  return issues.map(({ path, message }: { path?: readonly PropertyKey[]; message?: string }) => {
    const name = (path ?? []).map(String).join('.');
    return `${name === '' ? 'options' : `option ${name}`}: ${message}`;
  });
}
