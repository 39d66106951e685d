import type { DeadLetter } from '@fullstop/cloudtrail/queue';
import { Command } from 'commander';
import { countArgument } from '../count-argument.js';
import { columns } from '../output/columns.js';

interface DlqOptions {
  readonly config?: string;
  readonly limit: number;
  readonly error?: string;
  readonly json?: boolean;
}

/** `fullstop dlq`: messages that could not be processed. */
export function dlqCommand(): Command {
  const dlq = new Command('dlq').description('Look at, and send back, messages of the dead-letter queue.');
  const withOptions = (command: Command) =>
    command
      .option('-n, --limit <count>', 'how many at most', countArgument, 100)
      .option('-e, --error <code>', 'only those with this error code')
      .option('--json', 'print JSON')
      .option('-c, --config <file>', 'configuration file');
  withOptions(
    dlq.command('list').description('List dead letters. For a minute nobody else sees them.'),
  ).action(list);
  withOptions(
    dlq.command('redrive').description('Send dead letters back to the queue they came from.'),
  ).action(redrive);
  return dlq;
}

async function list(options: DlqOptions): Promise<void> {
  const { listDeadLetters } = await import('@fullstop/cloudtrail/queue');
  const { deadLetters } = await queues(options);
  print(await listDeadLetters(deadLetters, filterOf(options)), options);
}

async function redrive(options: DlqOptions): Promise<void> {
  const { redriveDeadLetters } = await import('@fullstop/cloudtrail/queue');
  const { source, deadLetters } = await queues(options);
  const { redriven, left } = await redriveDeadLetters(deadLetters, {
    ...filterOf(options),
    targetQueueUrl: source.queueUrl,
  });
  print(redriven, options);
  if (!options.json) process.stdout.write(`${redriven.length} sent back, ${left} left\n`);
}

async function queues({ config }: DlqOptions) {
  const { queuesOf, resolveSecrets } = await import('@fullstop/app/operations');
  const { prepareRuntime } = await import('@fullstop/app');
  const runtime = await prepareRuntime({
    workingFolder: process.cwd(),
    configFile: config,
    environment: process.env,
  });
  return queuesOf(await resolveSecrets(runtime));
}

function filterOf({ limit, error }: DlqOptions): { limit: number; errorCode?: string } {
  return { limit, ...(error !== undefined && { errorCode: error }) };
}

function print(letters: readonly DeadLetter[], { json }: DlqOptions): void {
  if (json) process.stdout.write(`${JSON.stringify(letters, null, 2)}\n`);
  else process.stdout.write(columns([HEADING, ...letters.map(rowOf)]));
}

const HEADING = ['SINCE', 'ERROR', 'BUCKET', 'KEY', 'TRIES', 'WHY'];

function rowOf(letter: DeadLetter): string[] {
  return [
    letter.deadSince?.toISOString() ?? '',
    letter.errorCode ?? '',
    letter.bucket ?? '',
    letter.key ?? '',
    String(letter.receiveCount ?? ''),
    letter.errorMessage ?? '',
  ];
}
