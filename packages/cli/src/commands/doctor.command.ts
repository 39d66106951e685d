import type { DoctorLine } from '@fullstop/app/operations';
import { Command, Option } from 'commander';
import { EXIT_FAILURE, EXIT_OK } from '../exit-code.js';
import { withoutControlCharacters } from '../output/control-characters.js';

interface DoctorOptions {
  readonly config?: string;
  readonly accounts?: string;
  readonly trail?: string;
  readonly output: 'text' | 'json';
}

/** `fullstop doctor`: whether everything that the service needs is there. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Check configuration, plugins, folders, database, queue, bucket, clock, tokens, the services around and the role in ' +
        'every account, and say what to do. Changes nothing.',
    )
    .option('-a, --accounts <ids>', 'enter these accounts instead of those that jobs scan; comma separated')
    .option(
      '-t, --trail <url>',
      'where log objects are, s3://bucket/prefix; default: where the last one came from',
    )
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('-c, --config <file>', 'configuration file')
    .addHelpText('after', '\nExit code: 0 nothing fails, 1 something does.')
    .action(run);
}

async function run({ config, accounts, trail, output }: DoctorOptions): Promise<void> {
  const { pinoLogger } = await import('@fullstop/app');
  const { runDoctor } = await import('@fullstop/app/operations');
  const lines = await runDoctor({
    runtime: { workingFolder: process.cwd(), configFile: config, environment: process.env },
    // What is wrong is in the lines.
    logger: pinoLogger('error', process.stderr),
    ...(accounts !== undefined && { accounts: accounts.split(',').map((id) => id.trim()) }),
    ...(trail !== undefined && { trail }),
    ...(output === 'text' && { onLine: (line: DoctorLine) => process.stdout.write(textOf(line)) }),
  });
  if (output === 'json') process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
  else process.stdout.write(`${summaryOf(lines)}\n`);
  process.exitCode = lines.some(({ status }) => status === 'fail') ? EXIT_FAILURE : EXIT_OK;
}

function textOf({ status, check, message, remedy }: DoctorLine): string {
  const first = `${status.padEnd(4)}  ${check.padEnd(13)}  ${withoutControlCharacters(message)}\n`;
  return remedy === undefined ? first : `${first}${' '.repeat(21)}→ ${withoutControlCharacters(remedy)}\n`;
}

function summaryOf(lines: readonly DoctorLine[]): string {
  const count = (status: DoctorLine['status']) => lines.filter((line) => line.status === status).length;
  return `${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failures`;
}
