import { Command, InvalidArgumentError } from 'commander';

/** A command that talks to the server. */
export function clientCommand(name: string, summary: string): Command {
  return new Command(name)
    .description(summary)
    .option('--token <token>', 'token for the server; others may see it: FULLSTOP_TOKEN is better');
}

/** Help text with calls to copy. */
export function examples(...calls: readonly (readonly [string, string])[]): string {
  const lines = calls.map(([call, meaning]) => `  ${call}\n      ${meaning}`);
  return `\nExamples:\n${lines.join('\n')}`;
}

/** The id of a violation or a rule. @throws {InvalidArgumentError} for everything else. */
export function idArgument(text: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(id)) return id;
  throw new InvalidArgumentError('Expected a whole number.');
}

/** Several ids, comma separated. @throws {InvalidArgumentError} for everything else. */
export function idsArgument(text: string): number[] {
  return [...new Set(text.split(',').map(idArgument))];
}
