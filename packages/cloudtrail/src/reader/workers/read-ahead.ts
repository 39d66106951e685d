/** Asks for the next things before the last one is dealt with: at most `count` of them wait. Order stays. */
export async function* readAhead<Thing>(
  things: AsyncIterable<Thing>,
  count: number,
): AsyncGenerator<Thing, void, void> {
  const waiting: Thing[] = [];
  for await (const thing of things) {
    waiting.push(thing);
    if (waiting.length > count) yield waiting.shift()!;
  }
  yield* waiting;
}
