/** A text whose control characters are replaced: log files are written by strangers, nothing of theirs may steer the terminal. */
export function withoutControlCharacters(text: string): string {
  return text.replace(/\p{Cc}/gu, '�');
}
