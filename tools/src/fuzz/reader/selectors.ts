import { type EventSubscription, SubscriptionIndex } from '@fullstop/core';
import { Random } from '../../sample-world/random.js';

const SUBSCRIPTIONS: readonly EventSubscription[] = [
  { 'ec2.amazonaws.com': ['RunInstances'] },
  { 'ec2.amazonaws.com': ['StopInstances', 'RunInstances'] },
  { 'iam.amazonaws.com': ['CreateRole', 'Create*'] },
  { 'lambda.amazonaws.com': ['CreateFunction*'] },
  { 'ec2.amazonaws.com': ['Run*'], s3: ['GetObject', 'é'] },
];

// A reader prepares itself for each selector, which takes longer than reading a small log.
const SELECTORS = Array.from({ length: 48 }, (_, at) => selectorOf(new Random(at)));

/** The selector of some plugins in some order; once in a while of one that wants everything. */
export function randomSelector(random: Random): SubscriptionIndex<number> {
  return random.pick(SELECTORS);
}

function selectorOf(random: Random): SubscriptionIndex<number> {
  const some = random.shuffled(SUBSCRIPTIONS).slice(0, 1 + random.int(SUBSCRIPTIONS.length));
  if (random.chance(0.02)) some.push('*');
  return new SubscriptionIndex(some.map((subscription, plugin) => [plugin, subscription]));
}
