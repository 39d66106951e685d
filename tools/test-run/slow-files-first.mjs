import { sep } from 'node:path';
import DefaultSequencer from '@jest/test-sequencer';

/** Files that take long, longest first; most of them start processes and wait. */
const SLOW = [
  'packages/cli/test/queue.test.ts',
  'tools/test/connected-faults.test.ts',
  'packages/cli/test/serve.test.ts',
  'packages/cli/test/replay.test.ts',
  'tools/test/connected-world.test.ts',
  'packages/cli/test/checks-and-dlq.test.ts',
  'packages/store/test/connection.test.ts',
  'tools/test/chaos-queue.test.ts',
  'tools/test/chaos-files.test.ts',
  'packages/jobs/test/two-processes.test.ts',
  'packages/store/test/',
  'packages/cli/test/',
  'tools/test/',
];

/** Has slow files start first, so that no worker is left with one at the end; without times of an earlier run jest cannot know. */
export default class SlowFilesFirst extends DefaultSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = SLOW.findIndex((slow) => path.split(sep).join('/').includes(slow));
      return place === -1 ? SLOW.length : place;
    };
    return [...super.sort(tests)].sort((left, right) => rank(left) - rank(right));
  }
}
