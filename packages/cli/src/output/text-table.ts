import truncatedWidth from 'fast-string-truncated-width';
import { type Style, styled } from './colours.js';
import { type ColumnNeed, columnWidths } from './column-widths.js';
import { withoutControlCharacters } from './control-characters.js';

/** One cell; `style` is for terminals. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

/** A column of a table for people. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** When its texts are cut, where a line does not fit. */
  readonly cut: ColumnNeed['cut'];
}

/** How a table is shown. */
export interface TableOptions {
  readonly colour: boolean;
  /** Longest line, in characters. Default: as long as the texts need. */
  readonly width?: number;
}

/**
 * A table for people: titles separated by bars, cells by blanks. Where lines would not fit, empty columns are left out and texts
 * are cut with `…`.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly Cell[])[],
  { colour, width = Number.POSITIVE_INFINITY }: TableOptions,
): string {
  const cells = rows.map((row) => row.map(({ text, style }) => ({ text: oneLine(text), style })));
  const needs = columns.map(({ title, cut }, column) => ({
    titleWidth: widthOf(title),
    cellWidth: cells.reduce((widest, row) => Math.max(widest, widthOf(row[column]!.text)), 0),
    cut,
  }));
  const widths = columnWidths(needs, width);
  const shown = <T>(line: readonly T[]) => line.filter((_cell, column) => widths[column] !== 0);

  const titles = shown(columns.map(({ title, align }, column) => padded(title, widths[column]!, align))).join(
    '│',
  );
  const lines = cells.map((row) =>
    shown(
      row.map(({ text, style }, column) => {
        const cell = padded(text, widths[column]!, columns[column]!.align);
        return colour && style ? styled(style, cell) : cell;
      }),
    ).join(' '),
  );
  const heading = colour ? styled(['black', 'bgWhite'], titles) : titles.trimEnd();
  return `${[heading, ...lines.map((line) => line.trimEnd())].join('\n')}\n`;
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const { index, truncated } = truncatedWidth(text, { limit: width, ellipsis: '…' });
  const shown = truncated ? `${text.slice(0, index)}…` : text;
  const filler = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'right' ? filler + shown : shown + filler;
}

function widthOf(text: string): number {
  return truncatedWidth(text).width;
}

function oneLine(text: string): string {
  return withoutControlCharacters(text.replace(/\s+/g, ' ').trim());
}
