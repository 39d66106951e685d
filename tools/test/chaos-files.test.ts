import { expect, it } from '@jest/globals';
import { filesChaos } from '../src/chaos/files.js';

it('A service that is killed while it reads loses nothing and stores nothing twice, on PGlite and PostgreSQL (short form of `npm run chaos -- files`)', async () => {
  const reports = await filesChaos({ files: 12, kills: 2, backends: ['pglite', 'postgresql'] });
  expect(reports).toMatchObject([
    { backend: 'pglite', kills: 2, lost: [], added: [] },
    { backend: 'postgresql', kills: 2, lost: [], added: [] },
  ]);
  expect(reports[0]!.expected).toBeGreaterThan(10);
}, 180_000);
