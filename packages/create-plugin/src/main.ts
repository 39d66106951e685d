import { spawnSync } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ask, type GivenChoices } from './ask.js';
import { ChoicesError } from './choices-error.js';
import { type ExtensionPlan, planOf } from './extension-plan.js';
import { readRecordedEvent } from './recorded-event.js';
import { writePackage } from './write-package.js';

interface Options {
  readonly job?: boolean;
  readonly id?: string;
  readonly summary?: string;
  readonly event?: string;
  readonly recorded?: string;
  readonly resource?: string;
  readonly type?: string;
  readonly severity?: number;
  readonly directory?: string;
  readonly install: boolean;
  readonly yes?: boolean;
}

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

const program = new Command('create-plugin')
  .description('Write the package of a new Fullstop plugin, ready to be built, linted and tested.')
  .argument('[name]', 'name of the npm package, such as @acme/fullstop-plugin-open-buckets')
  .addOption(
    new Option('--job', 'a job that audits accounts, in place of a plugin that reads events').conflicts([
      'event',
      'recorded',
      'resource',
    ]),
  )
  .option('--id <id>', 'id in configuration and logs; default: from the name')
  .option('--summary <sentence>', 'what it reports, in a sentence')
  .option('--event <source:name>', 'the event that it reads, such as s3.amazonaws.com:DeleteBucketPolicy')
  .option('--recorded <file>', 'begin with an event that `fullstop record` cut out of a log file')
  .option('--resource <parameter>', 'the request parameter that names the resource')
  .option('--type <TYPE>', 'the violation type that it reports')
  .option('--severity <number>', 'from 0 to 4', severity)
  .option('--directory <folder>', 'where to write; default: a folder called like the package')
  .option('--no-install', 'do not run npm install')
  .option('-y, --yes', 'ask nothing: what is not given has its default')
  .addHelpText(
    'after',
    '\nThrough npm, options come after --: npm create @fullstop/plugin my-plugin -- --job',
  )
  .action(create);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ChoicesError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_USAGE;
}

async function create(name: string | undefined, options: Options): Promise<void> {
  const { job, recorded, directory, install, yes, ...said } = options;
  const given: GivenChoices = {
    ...said,
    name,
    kind: job ? 'job' : 'plugin',
    recorded: recorded === undefined ? undefined : readRecordedEvent(recorded),
  };
  const plan = planOf(await complete(given, yes));
  const folder = resolve(directory ?? plan.folder);
  const files = writePackage(plan, folder);
  process.stdout.write(`${files.length} files of ${plan.packageName} are in ${shown(folder)}.\n`);
  if (install && !installed(folder)) {
    process.exitCode = EXIT_FAILURE;
    return;
  }
  process.stdout.write(nextSteps(plan, folder, install));
}

async function complete(given: GivenChoices, yes: boolean | undefined) {
  const { name } = given;
  if (name !== undefined && (yes || !process.stdin.isTTY)) return { ...given, name };
  if (yes || !process.stdin.isTTY)
    throw new ChoicesError('Give the name of the package, for nobody can be asked.');
  return ask(given);
}

/** Installs what the package needs, and breaks lines that names of its own have made too long. */
function installed(folder: string): boolean {
  return ['install', 'run format'].every((command) => {
    const args = [...command.split(' '), '--no-audit', '--no-fund', '--loglevel=error'];
    // On Windows, npm is a script.
    const shell = process.platform === 'win32';
    const { status } = spawnSync('npm', args, { cwd: folder, shell, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status === 0) return true;
    process.stderr.write(`npm ${command} failed in ${folder}; the files stay. Run it there again.\n`);
    return false;
  });
}

function nextSteps({ kind }: ExtensionPlan, folder: string, isInstalled: boolean): string {
  const steps = [
    `cd ${shown(folder)}`,
    ...(isInstalled ? [] : ['npm install && npm run format']),
    'npm run build && npm run lint && npm test',
    ...(kind === 'plugin' ? ['npx --package @fullstop/cli fullstop dev . --events test/fixtures'] : []),
  ];
  return `\n${steps.map((step) => `  ${step}\n`).join('')}\n`;
}

function shown(folder: string): string {
  return relative(process.cwd(), folder) || '.';
}

function severity(text: string): number {
  const number = Number(text);
  if ([0, 1, 2, 3, 4].includes(number)) return number;
  throw new InvalidArgumentError('It is a number from 0 to 4.');
}
