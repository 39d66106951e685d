import { Command } from 'commander';
import { checksCommand } from './commands/checks.command.js';
import { configCommand } from './commands/config.command.js';
import { dlqCommand } from './commands/dlq.command.js';
import { pluginsCommand } from './commands/plugins.command.js';
import { replayCommand } from './commands/replay.command.js';
import { scanCommand } from './commands/scan.command.js';
import { serveCommand } from './commands/serve.command.js';
import { EXIT_USAGE, exitCodeOf } from './exit-code.js';
import { version } from './version.js';

const program = new Command('fullstop')
  .description('Reads AWS CloudTrail logs and reports violations.')
  .version(version())
  .configureHelp({ showGlobalOptions: true })
  // Commander's own errors are mistakes in the call.
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE));

const commands = [
  scanCommand(),
  serveCommand(),
  replayCommand(),
  checksCommand(),
  dlqCommand(),
  pluginsCommand(),
  configCommand(),
];
for (const command of commands) {
  program.addCommand(command);
  inheritSettings(command, program);
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
}

/** Commander hands settings down to commands that a parent makes, and not to those that were made before. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const each of command.commands) inheritSettings(each, command);
}
