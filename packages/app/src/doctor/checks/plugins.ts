import { pluginOverviews } from '../../plugins/plugin-overview.js';
import { type DoctorLine, DoctorLines } from '../doctor-line.js';
import type { Examination } from '../examination.js';

/** Which plugins are there, and why some are not active. */
export async function examinePlugins({ runtime }: Examination): Promise<DoctorLine[]> {
  const lines = new DoctorLines('plugins');
  const found = await pluginOverviews(runtime);
  const active = found.filter((plugin) => plugin.active);
  if (active.length > 0) lines.ok(`${active.length} active: ${active.map(({ id }) => id).join(', ')}`);
  else lines.warn('no plugin is active', 'Install some, such as npm install @fullstop/plugin-region.');
  for (const { id, reason } of found.filter((plugin) => !plugin.active && !isSwitchedOff(plugin.reason)))
    lines.warn(`${id} is not active`, `${reason}.`);
  for (const problem of runtime.discovery.problems)
    lines.fail(`not usable: ${problem}`, 'Update or remove the package.');
  return lines.lines;
}

/** Somebody wanted it so. */
function isSwitchedOff(reason: string | undefined): boolean {
  return reason?.startsWith('switched off') ?? false;
}
