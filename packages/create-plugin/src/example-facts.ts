import type { ExtensionPlan } from './extension-plan.js';

/** A cassette, as `fullstop record --facts` writes it: a list in a bucket, with the resource of the recorded event on it. */
export function exampleFacts({ resourceName }: Pick<ExtensionPlan, 'resourceName'>): object {
  return {
    cassette: 1,
    options: {},
    ports: {
      '@fullstop/core:buckets': {
        methods: { '': 'bucket', 'bucket()': 'folders keys read write' },
        calls: {
          "bucket('acme-lists')": { answer: { $object: {} }, sync: true },
          "bucket('acme-lists').read('allowed.txt')": { answer: `${resourceName}\n` },
        },
      },
    },
  };
}
