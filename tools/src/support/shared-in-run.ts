/**
 * What a jest run has for all its files: `postgres` is the URL of a server, `embedded` the folder of an embedded database
 * to copy. `undefined` outside of such a run.
 */
export async function sharedInRun(thing: 'postgres' | 'embedded'): Promise<string | undefined> {
  const door = process.env.FULLSTOP_TEST_RUN;
  if (door === undefined) return undefined;
  const response = await fetch(`${door}/${thing}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`this test run has no ${thing}: ${text}`);
  return text;
}
