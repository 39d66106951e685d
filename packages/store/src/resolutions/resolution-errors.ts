import { FullstopError } from '@fullstop/core';

/** There is no violation with this id. */
export class ViolationNotFoundError extends FullstopError {
  constructor(id: number) {
    super('VIOLATION_NOT_FOUND', `There is no violation ${id}.`);
  }
}

/** A whitelisted violation is neither resolved nor un-resolved: its rule decides. */
export class ViolationWhitelistedError extends FullstopError {
  constructor(id: number, ruleId: number) {
    super(
      'VIOLATION_WHITELISTED',
      `Violation ${id} is whitelisted by rule ${ruleId}; expire the rule to change its state.`,
    );
  }
}

/** Somebody else changed the violation at the same time, twice in a row. */
export class ConcurrentChangeError extends FullstopError {
  constructor(id: number) {
    super(
      'CONCURRENT_CHANGE',
      `Violation ${id} is being changed by somebody else; read it again, then try again.`,
    );
  }
}

/** There is no such preview: it never was, it expired, or it is somebody else's. */
export class PreviewNotFoundError extends FullstopError {
  constructor() {
    super(
      'PREVIEW_NOT_FOUND',
      'This preview token is not known, or no longer valid; make a new preview and use its token.',
    );
  }
}

/** A preview token is good for one bulk resolution. */
export class PreviewUsedError extends FullstopError {
  constructor(bulkId: number) {
    super(
      'PREVIEW_USED',
      `This preview token was used already, by bulk resolution ${bulkId}; make a new preview to resolve more.`,
    );
  }
}

/** More violations than one bulk resolution takes. */
export class PreviewTooLargeError extends FullstopError {
  constructor(maxViolations: number) {
    super(
      'PREVIEW_TOO_LARGE',
      `More than ${maxViolations} violations match; narrow the filter, for instance by accounts, types or dates.`,
    );
  }
}

/** There is no bulk resolution with this id. */
export class BulkNotFoundError extends FullstopError {
  constructor(id: number) {
    super('BULK_NOT_FOUND', `There is no bulk resolution ${id}.`);
  }
}

/** A bulk resolution is undone by who made it. */
export class BulkOfOtherError extends FullstopError {
  constructor(id: number) {
    super(
      'BULK_OF_OTHER',
      `Bulk resolution ${id} was made by somebody else; un-resolve its violations one by one.`,
    );
  }
}

/** A bulk resolution can be undone once, for a day. */
export class BulkClosedError extends FullstopError {
  constructor(id: number, why: string) {
    super('BULK_CLOSED', `Bulk resolution ${id} ${why}; un-resolve its violations one by one where needed.`);
  }
}
