import { z } from 'zod';
import { flag } from './flag.js';

/** Options of the docker-registry plugin. */
export const dockerRegistryOptions = z.strictObject({
  checkWithoutRuntime: flag.describe(
    'Whether an instance is checked, too, that names no runtime but a source which is the name of a Docker image.',
  ),
});

/** Parsed options of the docker-registry plugin. */
export type DockerRegistryOptions = z.infer<typeof dockerRegistryOptions>;
