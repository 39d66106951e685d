import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EventSubscription, SubscriptionIndex } from '../../src/index.js';

const EC2 = 'ec2.amazonaws.com';
const LAMBDA = 'lambda.amazonaws.com';

function anIndex(...subscriptions: EventSubscription[]): SubscriptionIndex<number> {
  return new SubscriptionIndex(subscriptions.map((events, number) => [number, events] as const));
}

describe('SubscriptionIndex', () => {
  it.each<[string, EventSubscription, string, string, boolean]>([
    ['an exact name', { [EC2]: ['RunInstances'] }, EC2, 'RunInstances', true],
    ['an exact name in another case', { [EC2]: ['RunInstances'] }, EC2, 'runInstances', false],
    ['a longer name', { [EC2]: ['RunInstances'] }, EC2, 'RunInstances2', false],
    ['the same name of another source', { [EC2]: ['RunInstances'] }, LAMBDA, 'RunInstances', false],
    ['a name by its beginning', { [LAMBDA]: ['CreateFunction*'] }, LAMBDA, 'CreateFunction20150331', true],
    ['the beginning itself', { [LAMBDA]: ['CreateFunction*'] }, LAMBDA, 'CreateFunction', true],
    ['a name that only contains it', { [LAMBDA]: ['CreateFunction*'] }, LAMBDA, 'ReCreateFunction', false],
    ['the beginning under another source', { [LAMBDA]: ['CreateFunction*'] }, EC2, 'CreateFunction', false],
    ['any name of a source', { [EC2]: '*' }, EC2, 'Whatever', true],
    ['any name of a source by a list', { [EC2]: ['*'] }, EC2, 'Whatever', true],
    ['a name of another source', { [EC2]: '*' }, LAMBDA, 'Whatever', false],
    ['everything', '*', 'made-up', 'Whatever', true],
    ['a second name', { [EC2]: ['A', 'B'] }, EC2, 'B', true],
    ['a second source', { [EC2]: ['A'], [LAMBDA]: ['B'] }, LAMBDA, 'B', true],
    ['the second source’s name of the first', { [EC2]: ['A'], [LAMBDA]: ['B'] }, EC2, 'B', false],
    ['a name of nothing', {}, EC2, 'A', false],
    ['a name of an empty list', { [EC2]: [] }, EC2, 'A', false],
    ['a source named like a prototype', { [EC2]: '*' }, 'constructor', 'toString', false],
    ['a name with a star in it, literally', { [EC2]: ['A'] }, EC2, '*', false],
  ])('decides about %s', (_what, events, source, name, wanted) => {
    const index = anIndex(events);
    expect(index.wants(source, name)).toBe(wanted);
    expect(index.subscribersOf(source, name)).toEqual(wanted ? [0] : []);
  });

  it('gives subscribers in the order in which they subscribed, each once', () => {
    const index = anIndex(
      { [EC2]: ['Run*', 'RunInstances', '*'] },
      '*',
      { [LAMBDA]: '*' },
      { [EC2]: ['RunInstances'] },
    );
    expect(index.subscribersOf(EC2, 'RunInstances')).toEqual([0, 1, 3]);
    expect(index.subscribersOf(EC2, 'RunInstances')).toEqual([0, 1, 3]);
  });

  it('wants nothing when nobody subscribed', () => {
    expect(anIndex().wants(EC2, 'RunInstances')).toBe(false);
    expect(anIndex().patterns).toEqual([]);
  });

  it('lists the patterns of all subscribers without repetition', () => {
    const index = anIndex({ [EC2]: ['A', 'B*'] }, { [EC2]: ['B*', 'A'], [LAMBDA]: '*' }, '*', '*');
    expect(index.patterns).toEqual([
      { source: EC2, name: 'A', namePrefix: undefined },
      { source: EC2, name: undefined, namePrefix: 'B' },
      { source: LAMBDA, name: undefined, namePrefix: undefined },
      { source: undefined, name: undefined, namePrefix: undefined },
    ]);
  });

  it('remembers an answer, but not the answers to any number of made-up names', () => {
    const index = anIndex('*');
    const first = index.subscribersOf(EC2, 'RunInstances');
    expect(index.subscribersOf(EC2, 'RunInstances')).toBe(first);
    for (let number = 0; number < 10_000; number += 1)
      index.subscribersOf(`source-${number % 7}`, `Name${number}`);
    const again = index.subscribersOf(EC2, 'RunInstances');
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  it('agrees with a matcher that tries every subscription', () => {
    const word = fc.constantFrom('A', 'AB', 'ABC', 'B', '', 'constructor');
    const source = fc.constantFrom('s', 't', '__proto__x', 'toString');
    const pattern = fc.tuple(word, fc.boolean()).map(([text, open]) => (open ? `${text}*` : text));
    const names = fc.oneof(fc.constant<'*'>('*'), fc.array(pattern, { maxLength: 3 }));
    const events = fc.oneof(fc.constant<'*'>('*'), fc.dictionary(source, names, { noNullPrototype: true }));
    const question = fc.tuple(source, word);
    fc.assert(
      fc.property(
        fc.array(events, { maxLength: 5 }),
        fc.array(question, { minLength: 1 }),
        (all, questions) => {
          const index = anIndex(...all);
          for (const [eventSource, eventName] of questions) {
            const expected = all.flatMap((each, number) =>
              naiveMatch(each, eventSource, eventName) ? [number] : [],
            );
            expect(index.subscribersOf(eventSource, eventName)).toEqual(expected);
            expect(index.wants(eventSource, eventName)).toBe(expected.length > 0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

function naiveMatch(events: EventSubscription, source: string, name: string): boolean {
  if (events === '*') return true;
  return Object.entries(events).some(
    ([eachSource, names]) =>
      eachSource === source &&
      (names === '*' ||
        names.some((each) =>
          new RegExp(`^${each.endsWith('*') ? `${each.slice(0, -1)}.*` : each}$`, 's').test(name),
        )),
  );
}
