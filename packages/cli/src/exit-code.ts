import { FullstopError, PluginConfigError } from '@fullstop/core';
import { ClientError } from './client/client-error.js';

/** Done. */
export const EXIT_OK = 0;
/** Done, and there are violations where none were wanted; or the service could not start. */
export const EXIT_FAILURE = 1;
/** The call or the configuration is wrong, or something in the input could not be read. */
export const EXIT_USAGE = 2;

const USAGE_CODES = ['CONFIG', 'CONFIG_FILE', 'NO_PROJECT', 'NO_MANIFEST', 'USAGE'];

/** Exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ClientError) return error.exitCode;
  if (error instanceof PluginConfigError) return EXIT_USAGE;
  return error instanceof FullstopError && USAGE_CODES.includes(error.code) ? EXIT_USAGE : EXIT_FAILURE;
}
