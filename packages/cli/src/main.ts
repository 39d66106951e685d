import { Command } from 'commander';
import { addCommands } from './add-commands.js';
import { processContext } from './client/process-context.js';
import { withWholeNames } from './command-prefix.js';
import { checksCommand } from './commands/checks.command.js';
import { clientCommands } from './commands/client/client-commands.js';
import { configCommand } from './commands/config.command.js';
import { dlqCommand } from './commands/dlq.command.js';
import { explainCommand } from './commands/explain.command.js';
import { pluginsCommand } from './commands/plugins.command.js';
import { replayCommand } from './commands/replay.command.js';
import { scanCommand } from './commands/scan.command.js';
import { serveCommand } from './commands/serve.command.js';
import { EXIT_USAGE, exitCodeOf } from './exit-code.js';
import { version } from './version.js';

const program = new Command('fullstop')
  .description('Reads AWS CloudTrail logs and reports violations.')
  .version(`Fullstop CLI ${version()}`)
  .configureHelp({ showGlobalOptions: true })
  // Commander's own errors are mistakes in the call.
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE));

addCommands(program, [
  scanCommand(),
  serveCommand(),
  replayCommand(),
  explainCommand(),
  checksCommand(),
  dlqCommand(),
  pluginsCommand(),
  configCommand(),
  ...clientCommands(processContext()),
]);

// Who reads may have enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  const args = process.argv.slice(2);
  if (args.length === 0) program.outputHelp();
  else await program.parseAsync(withWholeNames(program, args), { from: 'user' });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
