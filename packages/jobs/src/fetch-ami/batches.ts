// EC2 takes 200 values per filter, and its answers grow with them.
const SIZE = 100;

/** Parts of a list that fit into one filter of EC2. */
export function batchesOf<T>(list: readonly T[]): T[][] {
  const count = Math.ceil(list.length / SIZE);
  return Array.from({ length: count }, (_, index) => list.slice(index * SIZE, (index + 1) * SIZE));
}
