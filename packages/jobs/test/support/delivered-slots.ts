/** Whether a job is due; of a job that is due in any hour, the minute alone decides. */
interface Due {
  readonly anyHour?: true;
  readonly at: (hour: number, minute: number) => boolean;
}

/** When the delivered jobs are due by the clock on the wall. */
const DUE: Readonly<Record<string, Due>> = {
  crossAccountPolicyForIAMJob: { at: (hour, minute) => hour % 2 === 0 && minute === 15 },
  fetchAmiJob: { at: (hour, minute) => hour % 4 === 0 && minute === 0 },
  fetchEC2Job: { anyHour: true, at: (_hour, minute) => minute % 5 === 4 },
  fetchElasticLoadBalancersJob: { anyHour: true, at: (_hour, minute) => minute % 5 === 2 },
  fetchRdsJob: { anyHour: true, at: (_hour, minute) => minute % 5 === 0 },
  keyRotationJob: { at: (hour, minute) => hour === 22 && minute === 0 },
  noPasswordsJob: { at: (hour, minute) => hour === 23 && minute === 0 },
};

/** Ids of the delivered jobs. */
export const DELIVERED_JOBS: readonly string[] = Object.keys(DUE);

/** A span of time, of which the beginning does not count and the end does. */
export interface Span {
  /** ISO text, like the end. */
  readonly after: string;
  readonly until: string;
  readonly timeZone: string;
  /** Hours in which jobs run that do so in any. Default: all. */
  readonly hours?: readonly number[];
}

/** Slots of a delivered job, as ISO texts. Worked out minute by minute, with nothing of the scheduler. */
export function deliveredSlots(job: string, { after, until, timeZone, hours }: Span): string[] {
  const { at, anyHour } = DUE[job]!;
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: 'numeric' });
  const slots: string[] = [];
  for (let instant = Date.parse(after) + 60_000; instant <= Date.parse(until); instant += 60_000) {
    const [hour = 0, minute = 0] = wall.format(instant).split(':').map(Number);
    if (at(hour, minute) && (!anyHour || (hours?.includes(hour) ?? true)))
      slots.push(new Date(instant).toISOString());
  }
  return slots;
}
