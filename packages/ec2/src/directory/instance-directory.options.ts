import { FullstopError } from '@fullstop/core';

/** Images of one owner whose names begin alike. */
export interface TaupageImages {
  /** Account id, twelve digits. */
  readonly ownerId: string;
  /** Case counts. */
  readonly namePrefix: string;
}

/**
 * Which images are Taupage images, and how long things are kept. Where nothing is said about images, what depends on it is
 * unavailable; where something is said, at least one image must be able to be one.
 */
export interface InstanceDirectoryOptions {
  /** `FULLSTOP_TAUPAGE_OWNERS`: accounts that own Taupage images. Needs `taupageNamePrefix`. */
  readonly taupageOwners?: readonly string[];
  /** `FULLSTOP_TAUPAGE_NAME_PREFIX`: how the names of their images begin; case counts. */
  readonly taupageNamePrefix?: string;
  /** `FULLSTOP_APPROVED_IMAGES`: further pairs of owner and name prefix. */
  readonly taupageImages?: readonly TaupageImages[];
  /** `FULLSTOP_APPROVED_IMAGE_IDS`: images that are Taupage images whatever their owner and name. */
  readonly taupageImageIds?: readonly string[];
  /**
   * How long facts are waited for, counted from `of`, in seconds; then they are unavailable. Less than the time limit of a
   * check, so that a check that has to wait too long says for which fact. Default 25.
   */
  readonly waitSeconds?: number;
  /** How long an image is kept, in seconds; its name and owner never change. Default 600. */
  readonly imageSeconds?: number;
  /** How long what the user data say is kept, per event, in seconds. Default 300. */
  readonly userDataSeconds?: number;
}

/** The options of the instance directory cannot be used. Names every problem at once. Permanent. */
export class InstanceOptionsError extends FullstopError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      'INSTANCE_OPTIONS',
      ['Instances cannot be looked up:', ...problems.map((line) => `  - ${line}`)].join('\n'),
    );
    this.problems = problems;
  }
}
