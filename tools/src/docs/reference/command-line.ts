import { fullstopProgram } from '@fullstop/cli/program';
import type { Argument, Command, Option } from 'commander';
import { blocks, code, codes, prose, table } from '../markdown/write-markdown.js';

/** A command and its name as it is called, such as `fullstop rules add`. */
export interface NamedCommand {
  readonly call: string;
  readonly command: Command;
}

/** Every command of the command line, those in others behind them. */
export function documentedCommands(): NamedCommand[] {
  return commandsBelow(fullstopProgram(), 'fullstop');
}

/** A section for each command, from the program itself. */
export function commandLineReference(): string {
  return blocks(...documentedCommands().map(section));
}

function commandsBelow(parent: Command, call: string): NamedCommand[] {
  return parent.commands.flatMap((command) => {
    const below = `${call} ${command.name()}`;
    return [{ call: below, command }, ...commandsBelow(command, below)];
  });
}

function section({ call, command }: NamedCommand): string {
  const level = call.split(' ').length > 2 ? '###' : '##';
  const shown = (options: readonly Option[]) => options.filter(({ hidden }) => !hidden);
  const aliases = command.aliases();
  return blocks(
    `${level} ${call}`,
    prose(command.description()),
    ['```text', `${call} ${command.usage()}`.trim(), '```'].join('\n'),
    aliases.length > 0 ? `Also ${codes(aliases)}.` : '',
    table(['argument', 'meaning', 'default'], command.registeredArguments.map(argumentRow)),
    table(['option', 'meaning', 'default'], shown(command.options).map(optionRow)),
    furtherHelp(command),
  );
}

function argumentRow(argument: Argument): string[] {
  const { description, defaultValue, argChoices, required, variadic } = argument;
  const dots = variadic ? '…' : '';
  const shown = required ? `<${argument.name()}${dots}>` : `[${argument.name()}${dots}]`;
  return [code(shown), prose(description) + choices(argChoices), shownValue(defaultValue)];
}

function optionRow({ flags, description, defaultValue, argChoices }: Option): string[] {
  return [code(flags), prose(description) + choices(argChoices), shownValue(defaultValue)];
}

function choices(names: readonly string[] | undefined): string {
  return names ? `: ${codes(names)}` : '';
}

function shownValue(value: unknown): string {
  return value === undefined || value === false ? '' : code(String(value));
}

/** What a command prints behind the usual help: examples and exit codes. */
function furtherHelp(command: Command): string {
  let printed = '';
  const { writeOut } = command.configureOutput();
  command.configureOutput({ writeOut: (text) => (printed += text) });
  command.outputHelp();
  command.configureOutput({ writeOut });
  const further = printed.slice(command.helpInformation().length).trim();
  return further === '' ? '' : ['```text', further, '```'].join('\n');
}
