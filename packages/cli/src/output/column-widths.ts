/** What there is to know about a column before it is laid out; widths in characters. */
export interface ColumnNeed {
  readonly titleWidth: number;
  /** Of the widest cell; 0 when all are empty. */
  readonly cellWidth: number;
  /** When its texts are cut: before others, after these, or only when nothing else helps. */
  readonly cut: 'first' | 'last' | 'never';
}

/** Characters between two columns. */
const GAP = 1;

/** How narrow a column may be made, step by step, until the line fits; `Infinity` leaves it as it is. */
const STEPS: readonly ((need: ColumnNeed) => number)[] = [
  ({ cut }) => (cut === 'first' ? 12 : Number.POSITIVE_INFINITY),
  // Only titles are cut.
  ({ cellWidth }) => Math.max(4, cellWidth),
  ({ cut }) => (cut === 'never' ? Number.POSITIVE_INFINITY : 8),
  ({ cut }) => (cut === 'first' ? 4 : Number.POSITIVE_INFINITY),
  () => 4,
];

/**
 * Width of each column so that a line is not longer than `limit`; 0 for a column that is left out. Empty columns go first, then the
 * widest ones of each step give way, one character at a time. With very many columns lines stay too long.
 */
export function columnWidths(needs: readonly ColumnNeed[], limit: number): number[] {
  const whole = needs.map(({ titleWidth, cellWidth }) => Math.max(titleWidth, cellWidth));
  if (excessOf(whole, limit) <= 0) return whole;
  const isEmpty = needs.every(({ cellWidth }) => cellWidth === 0);
  const widths = whole.map((width, column) => (needs[column]!.cellWidth > 0 || isEmpty ? width : 0));
  for (const floorOf of STEPS) narrow(widths, needs.map(floorOf), limit);
  return widths;
}

function narrow(widths: number[], floors: readonly number[], limit: number): void {
  for (let excess = excessOf(widths, limit); excess > 0; excess--) {
    const room = widths.map((width, column) => (width > floors[column]! ? width : 0));
    const widest = Math.max(...room);
    if (widest === 0) return;
    widths[room.indexOf(widest)] = widest - 1;
  }
}

function excessOf(widths: readonly number[], limit: number): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width + GAP, -GAP) - limit;
}
