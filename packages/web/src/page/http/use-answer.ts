import { useEffect, useState } from 'preact/hooks';
import { useChanges } from '../state/changes.js';
import { asProblem, type Problem } from './problem.js';
import { getJson } from './request.js';

/** What the server said last, and what it is being asked. */
export interface Answer<T> {
  /** Of an earlier path while the next answer is on its way, so that nothing jumps. */
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  /** Asks again. */
  reload(): void;
}

interface Said<T> {
  readonly value?: T;
  readonly problem?: Problem;
  readonly key?: string;
}

/**
 * Asks the server for what is at a path, again whenever the path changes or something was changed on this page.
 * @param path `undefined` asks nothing.
 * @param ask default: reads the JSON at the path.
 */
export function useAnswer<T>(
  path: string | undefined,
  ask: (path: string, signal: AbortSignal) => Promise<T> = getJson<T>,
): Answer<T> {
  const { count } = useChanges();
  const [tries, setTries] = useState(0);
  const [said, setSaid] = useState<Said<T>>({});
  const key = `${path} ${count} ${tries}`;

  useEffect(() => {
    if (path === undefined) return;
    const asking = new AbortController();
    ask(path, asking.signal).then(
      (value) => {
        if (!asking.signal.aborted) setSaid({ value, key });
      },
      (error: unknown) => {
        if (!asking.signal.aborted) setSaid((before) => ({ ...before, problem: asProblem(error), key }));
      },
    );
    return () => asking.abort();
    // `key` has everything else that matters; `ask` may be another function each time.
  }, [key]);

  return {
    value: said.value,
    problem: said.key === key ? said.problem : undefined,
    isLoading: path !== undefined && said.key !== key,
    reload: () => setTries((before) => before + 1),
  };
}
