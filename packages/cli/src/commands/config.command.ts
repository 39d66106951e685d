import type { ConfigLine } from '@fullstop/app';
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
    .option('--describe', 'also print what each setting means')
    .option('--json', 'print JSON')
    .action(async (options: { config?: string; describe?: boolean; json?: boolean }) => {
      const { describeConfig, prepareRuntime } = await import('@fullstop/app');
      const runtime = await prepareRuntime({
        workingFolder: process.cwd(),
        configFile: options.config,
        environment: process.env,
      });
      for (const warning of runtime.warnings) process.stderr.write(`${warning}\n`);
      const lines = describeConfig(runtime);
      const shown: readonly DescribedLine[] = options.describe ? await withMeanings(lines) : lines;
      if (options.json) process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
      else process.stdout.write(columns([headingOf(options), ...shown.map(cellsOf)]));
    });
}

function headingOf({ describe }: { describe?: boolean }): string[] {
  return describe ? [...HEADING, 'MEANING'] : HEADING;
}

function cellsOf({ setting, value, source, meaning }: DescribedLine): string[] {
  return [setting, value, source, ...(meaning === undefined ? [] : [meaning])];
}

interface DescribedLine extends ConfigLine {
  readonly meaning?: string;
}

/** Adds what each setting means; nothing for options of plugins and jobs, which are described there. */
async function withMeanings(lines: readonly ConfigLine[]): Promise<DescribedLine[]> {
  const { settingReference } = await import('@fullstop/app');
  const meanings = new Map(settingReference().map(({ setting, meaning }) => [setting, meaning]));
  return lines.map((line) => ({ ...line, meaning: meanings.get(line.setting) ?? '' }));
}
