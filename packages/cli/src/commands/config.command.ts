import { describeConfig, prepareRuntime } from '@fullstop/app';
import { Command } from 'commander';
import { columns } from '../output/columns.js';

const HEADING = ['SETTING', 'VALUE', 'SOURCE'];

/** `fullstop config`: the effective configuration, and where each value came from. */
export function configCommand(): Command {
  return new Command('config')
    .description('Print the effective configuration and where each value comes from. Secrets are masked.')
    .option(
      '-c, --config <file>',
      'configuration file; default: fullstop.config.{ts,js,mjs,json} in the project',
    )
    .option('--json', 'print JSON')
    .action(async (options: { config?: string; json?: boolean }) => {
      const runtime = await prepareRuntime({
        workingFolder: process.cwd(),
        configFile: options.config,
        environment: process.env,
      });
      for (const warning of runtime.warnings) process.stderr.write(`${warning}\n`);
      const lines = describeConfig(runtime);
      if (options.json) process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
      else
        process.stdout.write(
          columns([HEADING, ...lines.map(({ setting, value, source }) => [setting, value, source])]),
        );
    });
}
