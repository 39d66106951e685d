import { getBorderCharacters, table } from 'table';
import { withoutControlCharacters } from './control-characters.js';

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
