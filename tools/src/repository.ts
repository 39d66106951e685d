import { fileURLToPath } from 'node:url';

/** Root folder of the repository; both `tools/src` and `tools/dist` are two levels below it. */
export const REPOSITORY: string = fileURLToPath(new URL('../../', import.meta.url));
