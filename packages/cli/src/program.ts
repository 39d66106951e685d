import { Command } from 'commander';
import { addCommands } from './add-commands.js';
import { processContext } from './client/process-context.js';
import { checksCommand } from './commands/checks.command.js';
import { clientCommands } from './commands/client/client-commands.js';
import { configCommand } from './commands/config.command.js';
import { devCommand } from './commands/dev.command.js';
import { dlqCommand } from './commands/dlq.command.js';
import { doctorCommand } from './commands/doctor.command.js';
import { explainCommand } from './commands/explain.command.js';
import { importLegacyCommand } from './commands/import-legacy.command.js';
import { pluginsCommand } from './commands/plugins.command.js';
import { recordCommand } from './commands/record.command.js';
import { replayCommand } from './commands/replay.command.js';
import { scanCommand } from './commands/scan.command.js';
import { serveCommand } from './commands/serve.command.js';
import { EXIT_USAGE } from './exit-code.js';
import { version } from './version.js';

/** The command line: all commands with their arguments, options and help. Runs nothing; the documentation is made from it, too. */
export function fullstopProgram(): Command {
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
    devCommand(),
    recordCommand(),
    checksCommand(),
    dlqCommand(),
    pluginsCommand(),
    configCommand(),
    doctorCommand(),
    importLegacyCommand(),
    ...clientCommands(processContext()),
  ]);
  return program;
}
