import type { Command } from 'commander';
import type { NamedCommand } from '../reference/command-line.js';

/** The words behind `fullstop` in each of its calls in a piece of shell. */
export function callsOfFullstop(shell: string): string[][] {
  return shell
    .replaceAll(/\\\n/g, ' ')
    .split(/\n|&&|;|\s#|\s\|\s|<\(|\$\(|[<>] [\w./-]+$/m)
    .map((part) => part.trim().split(/\s+/))
    .flatMap((words) => {
      const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word) && word !== 'npx');
      return words[start] === 'fullstop' ? [words.slice(start + 1)] : [];
    });
}

/** What is wrong with the words behind `fullstop`: an unknown command, or an unknown option of it. One sentence each. */
export function checkCall(words: readonly string[], commands: readonly NamedCommand[]): string[] {
  const names = words.slice(0, firstOther(words));
  const [first = '', second = ''] = names;
  return first.split('|').flatMap((name) => {
    const command = find(commands, ['fullstop', name]);
    if (!command && name === '') return optionProblems(words, undefined);
    if (!command) return [`calls fullstop ${name}, which is no command`];
    if (command.commands.length === 0 || second === '') return optionProblems(words, command);
    return second.split('|').flatMap((below) => {
      const inner = find(commands, ['fullstop', command.name(), below]);
      return inner ? optionProblems(words, inner) : [`calls fullstop ${name} ${below}, which is no command`];
    });
  });
}

/** Where names of commands end and arguments or options begin. */
function firstOther(words: readonly string[]): number {
  const index = words.findIndex((word) => !/^[a-z][a-z|-]*$/.test(word));
  return index === -1 ? words.length : index;
}

/** A command by its whole name, or by a beginning that no other one has. */
function find(commands: readonly NamedCommand[], words: readonly string[]): Command | undefined {
  const depth = words.length;
  const wanted = words.at(-1) ?? '';
  const candidates = commands.filter(({ call }) => {
    const names = call.split(' ');
    return names.length === depth && names.slice(0, -1).join(' ') === words.slice(0, -1).join(' ');
  });
  if (wanted === '') return undefined;
  const exact = candidates.find(
    ({ command }) => command.name() === wanted || command.aliases().includes(wanted),
  );
  const beginning = candidates.filter(({ command }) => command.name().startsWith(wanted));
  return exact?.command ?? (beginning.length === 1 ? beginning[0]?.command : undefined);
}

function optionProblems(words: readonly string[], command: Command | undefined): string[] {
  const known = new Set([
    '-h',
    '--help',
    '--version',
    '-V',
    ...(command?.options ?? []).flatMap(({ long, short }) => [long, short]),
  ]);
  return words
    .filter((word) => /^--?[a-zA-Z]/.test(word))
    .map((word) => word.replace(/=.*$/, ''))
    .filter((option) => !known.has(option))
    .map((option) => `calls fullstop ${command?.name() ?? ''} with ${option}, which it does not know`);
}
