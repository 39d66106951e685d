import type { Failure } from './failure.js';

/**
 * What is to be done with a message: `done` delete it; `retry` let it become visible again after a delay; `poison` no
 * further try helps, so copy it to where people look and delete it.
 */
export type MessageOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly delaySeconds: number; readonly failure: Failure }
  | { readonly kind: 'poison'; readonly failure: Failure };
