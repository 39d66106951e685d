import { Command, Option } from 'commander';
import { EXIT_OK, EXIT_USAGE } from '../exit-code.js';
import { explanationText } from '../output/explanation-text.js';

interface ExplainOptions {
  readonly config?: string;
  readonly eventId?: string;
  readonly plugin?: string[];
  readonly output: 'text' | 'json';
}

/** `fullstop explain`: what plugins make of an event, and why. */
export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Tell which plugins look at an event, which facts they ask for and get, and what they decide. ' +
        'Stores and writes nothing.',
    )
    .argument(
      '<event>',
      'file with one CloudTrail record, or a log file; - for standard input; or the id of an event with unfinished checks',
    )
    .option('-e, --event-id <id>', 'only this event of a log file')
    .option('-p, --plugin <id>', 'only this plugin; may be repeated', (id: string, ids: string[] = []) => [
      ...ids,
      id,
    ])
    .addOption(
      new Option('-o, --output <format>', 'how to print; only JSON has long values in full')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('-c, --config <file>', 'configuration file')
    .addHelpText('after', '\nExit code: 0 done, 2 wrong call or unreadable input.')
    .action(run);
}

async function run(subject: string, options: ExplainOptions): Promise<void> {
  const { pinoLogger, prepareRuntime } = await import('@fullstop/app');
  const runtime = await prepareRuntime({
    workingFolder: process.cwd(),
    configFile: options.config,
    environment: process.env,
  });
  for (const warning of [...runtime.warnings, ...runtime.discovery.problems])
    process.stderr.write(`${warning}\n`);

  const { explain } = await import('@fullstop/app/explain');
  const request = {
    subject,
    eventId: options.eventId,
    pluginIds: options.plugin,
    standardInput: process.stdin,
  };
  const result = await explain(runtime, request, pinoLogger('error', process.stderr));
  process.stdout.write(
    options.output === 'json' ? `${JSON.stringify(result.events, null, 2)}\n` : explanationText(result),
  );
  for (const problem of result.problems) process.stderr.write(`Not readable: ${problem}\n`);
  process.exitCode = result.problems.length > 0 ? EXIT_USAGE : EXIT_OK;
}
