import { describeConfig, prepareRuntime } from '@fullstop/app';
import { Command } from 'commander';
import { getBorderCharacters, table } from 'table';

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
      else process.stdout.write(columns(lines.map(({ setting, value, source }) => [setting, value, source])));
    });
}

function columns(rows: string[][]): string {
  return table([['SETTING', 'VALUE', 'SOURCE'], ...rows], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 2 },
    drawHorizontalLine: () => false,
  });
}
