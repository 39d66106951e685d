import { useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from './problem.js';

/** Something that people start, and that may fail. */
export interface Action {
  readonly isBusy: boolean;
  /** Why it failed the last time. */
  readonly problem: Problem | undefined;
  /** Does it, unless it is being done already; what goes wrong is in `problem`. */
  run(work: () => Promise<void>): Promise<void>;
}

/** Keeps track of what somebody started with a button. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  // Two clicks may come before the button is drawn as disabled.
  const isRunning = useRef(false);
  const run = async (work: () => Promise<void>) => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return { isBusy, problem, run };
}
