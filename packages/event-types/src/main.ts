import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { EventTypesError } from './event-types-error.js';
import { loadServiceModel } from './service-model.js';
import { writeEventTypes } from './write-event-types.js';

const EXIT_USAGE = 2;

const program = new Command('event-types')
  .description('Write the types of requests and responses in the events of AWS actions.')
  .argument('<client>', 'client of the AWS SDK that is installed here, such as @aws-sdk/client-lambda')
  .argument('<actions...>', 'actions without the date of the API, such as CreateFunction')
  .option('--to <file>', 'where to write; default: standard output')
  .action(write);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof EventTypesError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_USAGE;
}

async function write(client: string, actions: string[], { to }: { to?: string }): Promise<void> {
  const command = ['npx @fullstop/event-types', client, ...actions].join(' ');
  const text = writeEventTypes(await loadServiceModel(client, process.cwd()), actions, command);
  if (to === undefined) process.stdout.write(text);
  else writeFileSync(to, text);
}
