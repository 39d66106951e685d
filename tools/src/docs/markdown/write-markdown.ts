/** A table; cells are Markdown. Nothing when there are no rows. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heading), `|${'---|'.repeat(heading.length)}`, ...rows.map(line)].join('\n');
}

/** Paragraphs, tables and headings with an empty line between them; empty ones are left out. */
export function blocks(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** A text as code; empty for an empty one. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** Texts as code, with commas between them. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** A text of the code base in which only back-ticks are meant as markup. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[<>*_[\]\\]/g, escapeOf)))
    .join('');
}

function escapeOf(character: string): string {
  if (character === '<') return '&lt;';
  if (character === '>') return '&gt;';
  return `\\${character}`;
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
