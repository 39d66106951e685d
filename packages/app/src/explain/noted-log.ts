import type { LogFields, Logger } from '@fullstop/core';

/** Keeps what a plugin logs, debug lines left out. */
export class NotedLog implements Logger {
  readonly notes: string[] = [];

  debug(): void {}

  info(_fields: LogFields, message: string): void {
    this.notes.push(message);
  }

  warn(fields: LogFields, message: string): void {
    this.info(fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.info(fields, message);
  }
}
