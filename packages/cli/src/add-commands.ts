import type { Command } from 'commander';

/** Adds commands to a program, with the program's settings for all of them. */
export function addCommands(program: Command, commands: readonly Command[]): void {
  for (const command of commands) {
    program.addCommand(command);
    inheritSettings(command, program);
  }
}

/** Commander hands settings down to commands that a parent makes, and not to those that were made before. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const each of command.commands) inheritSettings(each, command);
}
