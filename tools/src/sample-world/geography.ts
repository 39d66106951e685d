import type { Random } from './random.js';

/** An account and a region; each log file belongs to one of both. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** The accounts of the sample world; numbers from AWS's own examples, none of them is real. */
export const ACCOUNTS: readonly string[] = ['111122223333', '222233334444', '333344445555', '444455556666'];

/** An account that is not ours, and calls into ours. */
export const FOREIGN_ACCOUNT = '999988887777';

// Most happens in the two allowed regions; IAM is in us-east-1; the last one is newer than many lists of regions.
const REGION_WEIGHTS: readonly (readonly [string, number])[] = [
  ['eu-central-1', 8],
  ['eu-west-1', 5],
  ['us-east-1', 4],
  ['us-west-2', 1],
  ['ap-southeast-1', 1],
  ['mx-central-1', 1],
];

const REGIONS_BY_WEIGHT = REGION_WEIGHTS.flatMap(([region, weight]) => Array<string>(weight).fill(region));

/** All regions of the sample world. */
export const REGIONS: readonly string[] = REGION_WEIGHTS.map(([region]) => region);

/** Deals out places: every region appears in every twenty files, in another order each time. */
export class PlaceDealer {
  readonly #random: Random;
  #regions: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  next(): Place {
    if (this.#regions.length === 0) this.#regions = this.#random.shuffled(REGIONS_BY_WEIGHT);
    return { accountId: this.#random.pick(ACCOUNTS), region: this.#regions.pop() ?? 'eu-central-1' };
  }
}
