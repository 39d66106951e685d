/** What can be wrong with a gzip body. `trailing-garbage` means that all of the text was read. */
export type ScanProblemKind = 'truncated' | 'corrupt' | 'trailing-garbage' | 'too-large';

/** What is wrong with a gzip body, and a sentence about it. */
export interface ScanProblem {
  readonly kind: ScanProblemKind;
  readonly detail: string;
}
