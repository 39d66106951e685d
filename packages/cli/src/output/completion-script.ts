import type { Command } from 'commander';

/** Shells for which there is a script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A place in the tree of commands, and what may follow there. */
interface Place {
  /** Names (or aliases) of the commands so far, such as `rules add`; empty at the top. */
  readonly path: string;
  readonly words: readonly Word[];
}

interface Word {
  readonly text: string;
  readonly description: string;
}

/** The script with which a shell completes the commands and options of a program. */
export function completionScript(shell: Shell, program: Command): string {
  const places = placesBelow(program, '');
  switch (shell) {
    case 'bash':
      return bashScript(program.name(), places);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(program.name(), places)}`;
    case 'fish':
      return fishScript(program.name(), places);
  }
}

function placesBelow(command: Command, path: string): Place[] {
  const commands = command.commands.map((each) => ({ text: each.name(), description: each.description() }));
  const options = command.options
    .filter(({ long, hidden }) => long != null && !hidden)
    .map(({ long, description }) => ({ text: long!, description }));
  const help = { text: '--help', description: 'display help' };
  const below = command.commands.flatMap((each) =>
    [each.name(), ...each.aliases()].flatMap((name) => placesBelow(each, `${path} ${name}`.trim())),
  );
  return [{ path, words: [...commands, ...options, help] }, ...below];
}

/** The commands on the line, options left out, pick the words; where they lead nowhere, files are completed. */
function bashScript(name: string, places: readonly Place[]): string {
  const cases = places.map(
    ({ path, words }) => `    "${path}") words="${words.map(({ text }) => text).join(' ')}" ;;`,
  );
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => `"${path}"`);
  return `_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${paths.join(' | ')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name} ${name}
`;
}

function fishScript(name: string, places: readonly Place[]): string {
  const topLevel = places.find(({ path }) => path === '')!;
  const groups = places.filter(({ path }) => path !== '');
  return [
    ...topLevel.words.map((word) => fishLine(name, '__fish_use_subcommand', word)),
    ...groups.flatMap(({ path, words }) => {
      const seen = path.split(' ').map((each) => `__fish_seen_subcommand_from ${each}`);
      return words.map((word) => fishLine(name, seen.join('; and '), word));
    }),
    '',
  ].join('\n');
}

function fishLine(name: string, condition: string, { text, description }: Word): string {
  const what = text.startsWith('--') ? `-l ${text.slice(2)}` : `-f -a ${text}`;
  return `complete -c ${name} -n '${condition}' ${what} -d '${description.replace(/[\\']/g, '\\$&')}'`;
}
