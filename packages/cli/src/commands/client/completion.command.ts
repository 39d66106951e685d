import { Argument, Command } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { completionScript, SHELLS, type Shell } from '../../output/completion-script.js';
import { examples } from './client-command.js';

/** `fullstop completion`: a script that lets a shell complete commands and options. */
export function completionCommand(context: ClientContext): Command {
  const command = new Command('completion');
  return command
    .description('Print a script that completes commands and options in your shell.')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples(
        ['source <(fullstop completion bash)', 'in ~/.bashrc'],
        ['source <(fullstop completion zsh)', 'in ~/.zshrc, after compinit'],
        ['fullstop completion fish > ~/.config/fish/completions/fullstop.fish', 'once'],
      ),
    )
    .action((shell: Shell) => {
      context.stdout.write(completionScript(shell, command.parent ?? command));
    });
}
