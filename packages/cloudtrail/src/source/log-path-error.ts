import { FullstopError, messageOf } from '@fullstop/core';

/** A file or folder that was to be read cannot be. The others can. */
export class LogPathError extends FullstopError {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(
      'LOG_PATH_UNREADABLE',
      `${path} cannot be read: ${messageOf(cause)}. Check the path and its permissions.`,
      {
        cause,
      },
    );
    this.path = path;
  }
}
