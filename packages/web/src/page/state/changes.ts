import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** How often something was changed on this page; what is shown is asked for anew when it grows. */
export interface Changes {
  readonly count: number;
  note(): void;
}

export const ChangesContext = createContext<Changes>({ count: 0, note: () => {} });

/** The changes that were made on this page. */
export function useChanges(): Changes {
  return useContext(ChangesContext);
}
