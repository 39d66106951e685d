/** Types that were asked for cannot be written; the message says what and what to do instead. */
export class EventTypesError extends Error {
  readonly code = 'EVENT_TYPES';
  override readonly name = 'EventTypesError';
}
