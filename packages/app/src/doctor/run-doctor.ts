import { type Logger, messageOf } from '@fullstop/core';
import type { OutsideServices } from '../clients/outside-services.js';
import { ConfigError } from '../config/config-error.js';
import { resolveSecrets } from '../config/secrets.js';
import { prepareRuntime, type RuntimeInput } from '../runtime.js';
import { examineNode } from './checks/node.js';
import { type DoctorLine, DoctorLines } from './doctor-line.js';
import type { Examination } from './examination.js';

/** What is looked at. */
export interface DoctorOptions {
  readonly runtime: RuntimeInput;
  readonly logger: Logger;
  /** Accounts to enter instead of the configured ones. */
  readonly accounts?: readonly string[];
  /** Where log objects are, `s3://bucket/prefix`. Default: where the last one came from. */
  readonly trail?: string;
  /** Hears each line as soon as it is known. */
  readonly onLine?: (line: DoctorLine) => void;
}

/** Longest time for one part, in seconds. */
const PART_SECONDS = 120;

/**
 * Looks at everything that the service needs, and says what to do about what is wrong. Changes and stores nothing. Never
 * rejects because of what it finds: that is what its lines are for.
 */
export async function runDoctor(options: DoctorOptions): Promise<DoctorLine[]> {
  const all: DoctorLine[] = [];
  const tell = (lines: readonly DoctorLine[]) => {
    all.push(...lines);
    for (const line of lines) options.onLine?.(line);
  };
  tell(examineNode());
  const examination = await examineConfiguration(options, tell);
  if (examination) await examineAll(examination, tell);
  return all;
}

type Tell = (lines: readonly DoctorLine[]) => void;

async function examineConfiguration(options: DoctorOptions, tell: Tell): Promise<Examination | undefined> {
  const lines = new DoctorLines('configuration');
  const { logger, accounts, trail } = options;
  try {
    const runtime = await prepareRuntime(options.runtime);
    const config = await resolveSecrets(runtime);
    lines.ok('can be used; fullstop config prints it');
    for (const warning of runtime.warnings) lines.warn(warning, 'See fullstop config.');
    return { runtime, config, logger, ...(accounts && { accounts }), ...(trail !== undefined && { trail }) };
  } catch (error) {
    const problems = error instanceof ConfigError ? error.problems : [messageOf(error)];
    for (const problem of problems) lines.fail(problem, 'Correct it; nothing else can be looked at before.');
    return undefined;
  } finally {
    tell(lines.lines);
  }
}

/** Each part is loaded when it is looked at: without a queue nobody needs a client for one. */
async function examineAll(examination: Examination, tell: Tell): Promise<void> {
  const part = async (check: string, look: () => Promise<readonly DoctorLine[]>) =>
    tell(await guarded(check, look));

  await part('plugins', async () => (await import('./checks/plugins.js')).examinePlugins(examination));
  await part('folders', async () => (await import('./checks/folders.js')).examineFolders(examination));
  let newestObject: { bucket: string; key: string } | undefined;
  await part('database', async () => {
    const examined = await (await import('./checks/database.js')).examineDatabase(examination);
    newestObject = 'newestObject' in examined ? examined.newestObject : undefined;
    return examined.lines;
  });
  await part('queue', async () => (await import('./checks/queue.js')).examineQueue(examination));
  await part('bucket', async () =>
    (await import('./checks/bucket.js')).examineBucket(examination, newestObject),
  );
  await examineOutside(examination, part);
}

async function examineOutside(
  examination: Examination,
  part: (check: string, look: () => Promise<readonly DoctorLine[]>) => Promise<void>,
): Promise<void> {
  let outside: OutsideServices | undefined;
  await part('services', async () => {
    const { OutsideServices: Services } = await import('../clients/outside-services.js');
    outside = new Services(examination.config, examination.logger);
    await outside.tokens.start();
    return [];
  });
  const services = outside;
  if (!services) return;
  try {
    await part('services', async () => (await import('./checks/services.js')).examineServices(services));
    await part('roles', async () => (await import('./checks/roles.js')).examineRoles(examination, services));
  } finally {
    services.tokens.stop();
  }
}

async function guarded(
  check: string,
  look: () => Promise<readonly DoctorLine[]>,
): Promise<readonly DoctorLine[]> {
  const lines = new DoctorLines(check);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<readonly DoctorLine[]>((resolve) => {
    timer = setTimeout(() => {
      resolve(
        lines.fail(`no answer within ${PART_SECONDS} s`, 'See the network between here and there.').lines,
      );
    }, PART_SECONDS * 1000);
  });
  try {
    return await Promise.race([look(), tooLate]);
  } catch (error) {
    return lines.fail(messageOf(error), 'Nobody expected this; the message is all there is.').lines;
  } finally {
    clearTimeout(timer);
  }
}
