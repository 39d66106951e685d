import { describe, expect, it } from '@jest/globals';
import { type Backend, filesChaos } from '../src/chaos/files.js';

describe('A service that is killed while it reads', () => {
  it.each<Backend>(['pglite', 'postgresql'])(
    'on %s loses nothing and stores nothing twice (short form of `npm run chaos -- files`)',
    async (backend) => {
      const [report] = await filesChaos({ files: 16, kills: 2, backends: [backend] });
      expect(report).toMatchObject({ kills: 2, lost: [], added: [] });
      expect(report!.expected).toBeGreaterThan(10);
    },
    180_000,
  );
});
