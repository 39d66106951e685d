import type { ImportedTable, ImportReport } from '@fullstop/app/operations';
import { Command, Option } from 'commander';
import { columns } from '../output/columns.js';
import { withoutControlCharacters } from '../output/control-characters.js';
import { progressOf } from '../output/progress.js';

interface ImportOptions {
  readonly from: string;
  readonly schema: string;
  readonly dryRun?: boolean;
  readonly output: 'text' | 'json';
  readonly config?: string;
}

/** `fullstop import-legacy`: the database of the system before this one. */
export function importLegacyCommand(): Command {
  return new Command('import-legacy')
    .description(
      'Copy a database of the old Fullstop into the configured one, which must be new. Ids are kept. ' +
        'What is interrupted may be started again.',
    )
    .requiredOption(
      '-f, --from <url>',
      'the old database, postgres://… or jdbc:postgresql://…; password also in PGPASSWORD',
    )
    .option('-s, --schema <name>', 'schema of the old tables', 'fullstop_data')
    .option('-n, --dry-run', 'do everything, tell what came of it, and take it back')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('-c, --config <file>', 'configuration file')
    .addHelpText(
      'after',
      '\nOld tables in the configured database itself: ALTER SCHEMA fullstop_data RENAME TO fullstop_old, then --schema fullstop_old.',
    )
    .action(run);
}

async function run({ from, schema, dryRun, output, config }: ImportOptions): Promise<void> {
  const { pinoLogger, prepareRuntime } = await import('@fullstop/app');
  const runtime = await prepareRuntime({
    workingFolder: process.cwd(),
    configFile: config,
    environment: process.env,
  });
  const { importLegacy } = await import('@fullstop/app/operations');
  const display = progressOf(process.stderr, 'Importing');
  const onProgress = ({ table, read }: ImportedTable) => display.update(`${table} ${read}`);
  const report = await importLegacy(
    runtime,
    { from: { url: from, schema }, ...(dryRun && { dryRun }), onProgress },
    pinoLogger('warn', process.stderr),
  ).finally(() => display.end());
  process.stdout.write(output === 'json' ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
}

function textOf({ dryRun, tables, changes }: ImportReport): string {
  const rows = tables.map(({ table, read, imported, present, skipped }) => [
    table,
    ...[read, imported, present, skipped].map(String),
  ]);
  const changed = changes.map(({ table, what, count, ids }) => {
    const named = `${ids.join(', ')}${count > ids.length ? ', …' : ''}`;
    return withoutControlCharacters(`${table}: ${what}: ${count} (${named})`);
  });
  return [
    columns([['TABLE', 'READ', 'IMPORTED', 'THERE ALREADY', 'LEFT OUT'], ...rows]),
    ...(changed.length === 0
      ? []
      : ['What is different, and in how many rows (ids of the first):', ...changed, '']),
    dryRun ? 'A dry run: nothing was stored.\n' : 'Imported.\n',
  ].join('\n');
}
