import type { MeJson } from '@fullstop/api';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** How people come in: `none` when nobody needs to, `tokens` when they cannot with a browser. */
export type SignIn = 'none' | 'tokens' | 'browser';

/** Who looks at this page, and what they may do; the server decides again each time. */
export class Caller {
  readonly uid: string;
  readonly signIn: SignIn;
  readonly mayEditRules: boolean;
  readonly #scopes: readonly string[];

  constructor(me: MeJson, signIn: SignIn) {
    this.uid = me.uid;
    this.signIn = signIn;
    // Null: the server could not find out now; it will when it is asked to.
    this.mayEditRules = me.may_edit_rules ?? true;
    this.#scopes = me.scopes;
  }

  get mayRunJobs(): boolean {
    return this.#has('fullstop.job.run');
  }

  get mayRetryChecks(): boolean {
    return this.#has('fullstop.check.retry');
  }

  /** Without authentication everybody may do everything, and nobody has scopes. */
  #has(scope: string): boolean {
    return this.signIn === 'none' || this.#scopes.includes(scope);
  }
}

export const CallerContext = createContext<Caller | undefined>(undefined);

/** Who looks at this page. Everything but the sign-in is shown to somebody. */
export function useCaller(): Caller {
  const caller = useContext(CallerContext);
  if (caller === undefined) throw new Error('useCaller: nobody is signed in');
  return caller;
}
