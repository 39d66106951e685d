import { getBorderCharacters, table } from 'table';

/** Rows in columns without borders; the first row is the heading. Control characters are replaced. */
export function columns(rows: readonly (readonly string[])[]): string {
  return table(
    rows.map((row) => row.map(withoutControlCharacters)),
    {
      border: getBorderCharacters('void'),
      columnDefault: { paddingLeft: 0, paddingRight: 2 },
      drawHorizontalLine: () => false,
    },
  );
}

// Log files are written by strangers: nothing of theirs may steer the terminal.
function withoutControlCharacters(text: string): string {
  return text.replace(/\p{Cc}/gu, '�');
}
