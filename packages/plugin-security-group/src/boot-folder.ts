const DAY_MS = 24 * 60 * 60 * 1000;
// Clocks of instances may be behind when they report their boot.
const TOLERANCE_MS = 5 * 60 * 1000;
const BOOT_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/**
 * Where the folders of an instance's boots around its launch can begin: on the day of the launch and the next one, in UTC.
 * Boots shortly after midnight lie in the folder of the next day.
 */
export function bootFolderPrefixes(region: string, instanceId: string, launch: Date): string[] {
  const nextDay = new Date(launch.getTime() + DAY_MS);
  return [launch, nextDay].map((day) => `${region}${dayFolder(day)}${instanceId}-`);
}

/** The folder for an instance that has none, named as if it had booted when it was launched. Ends with `/`. */
export function launchFolder(region: string, instanceId: string, launch: Date): string {
  return `${region}${dayFolder(launch)}${instanceId}-${launch.toISOString()}/`;
}

/**
 * The folder of the boot that belongs to a launch: the nearest at or after it, five minutes of tolerance included, else the
 * nearest. Folders whose names have no proper time do not count. `undefined` when none is left.
 * @param listings for each of {@link bootFolderPrefixes}: the keys that begin with it.
 */
export function findBootFolder(
  listings: readonly { readonly prefix: string; readonly keys: readonly string[] }[],
  launch: Date,
): string | undefined {
  const boots = listings.flatMap(({ prefix, keys }) => bootsIn(prefix, keys));
  const since = boots.filter(({ time }) => time >= launch.getTime() - TOLERANCE_MS);
  const distance = ({ time }: Boot) => Math.abs(time - launch.getTime());
  const [nearest] = (since.length > 0 ? since : boots).sort((a, b) => distance(a) - distance(b));
  return nearest?.folder;
}

interface Boot {
  /** Ends with `/`. */
  readonly folder: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

function bootsIn(prefix: string, keys: readonly string[]): Boot[] {
  return keys.flatMap((key) => {
    const end = key.indexOf('/', prefix.length);
    const bootTime = key.slice(prefix.length, end);
    const time = end >= 0 && BOOT_TIME.test(bootTime) ? Date.parse(bootTime) : Number.NaN;
    return Number.isNaN(time) ? [] : [{ folder: key.slice(0, end + 1), time }];
  });
}

// YYYY/MM/DD/ in UTC, as the writer of user data does.
function dayFolder(day: Date): string {
  return `${day.toISOString().slice(0, 10).replaceAll('-', '/')}/`;
}
