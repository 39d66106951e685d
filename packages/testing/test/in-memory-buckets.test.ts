import { describeBucketsContract, InMemoryBuckets } from '../src/index.js';

describeBucketsContract('InMemoryBuckets', async () => new InMemoryBuckets());
