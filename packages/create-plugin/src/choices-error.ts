/** Something that was asked for cannot be written; the message says what and what to give instead. */
export class ChoicesError extends Error {
  readonly code = 'CHOICES';
  override readonly name = 'ChoicesError';
}
