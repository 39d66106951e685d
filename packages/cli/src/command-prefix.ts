import type { Command } from 'commander';

/**
 * The arguments, with each beginning of a command's name made into the whole name. Unknown names stay as they are.
 * @throws a usage error of commander, naming the candidates, for a beginning of several names.
 */
export function withWholeNames(command: Command, args: readonly string[]): string[] {
  const [first, ...rest] = args;
  if (first === undefined || first.startsWith('-') || command.commands.length === 0) return [...args];
  const exact = command.commands.find((each) => namesOf(each).includes(first));
  const candidates = exact ? [exact] : command.commands.filter((each) => each.name().startsWith(first));
  if (candidates.length > 1) {
    const names = candidates.map((each) => each.name()).join(', ');
    command.error(`error: '${first}' is the beginning of several commands: ${names}`);
  }
  const [chosen] = candidates;
  return chosen === undefined ? [...args] : [chosen.name(), ...withWholeNames(chosen, rest)];
}

function namesOf(command: Command): string[] {
  return [command.name(), ...command.aliases()];
}
