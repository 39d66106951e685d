/** Rows per statement: beyond it statements get no faster, only their parameter gets longer. */
const CHUNK_ROWS = 500;

/** The list in pieces for one statement each. */
export function chunksOf<T>(list: readonly T[], size = CHUNK_ROWS): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < list.length; start += size) chunks.push(list.slice(start, start + size));
  return chunks;
}
