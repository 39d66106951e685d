import { problemOf } from './problem.js';

/** What is sent to change something. */
export interface Change {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** The JSON at a path of the API. @throws {Problem} */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return read<T>(await fetch(path, { headers: { accept: 'application/json' }, signal: signal ?? null }));
}

/** Changes something, and gives the JSON that is answered; `undefined` when there is none. @throws {Problem} */
export async function send<T>(path: string, { method, json }: Change): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-requested-with': 'fullstop-web' };
  if (json === undefined) return read<T>(await fetch(path, { method, headers }));
  headers['content-type'] = 'application/json';
  return read<T>(await fetch(path, { method, headers, body: JSON.stringify(json) }));
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
