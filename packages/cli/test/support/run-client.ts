import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addCommands } from '../../src/add-commands.js';
import type { ClientContext } from '../../src/client/client-context.js';
import { ClientError } from '../../src/client/client-error.js';
import { withWholeNames } from '../../src/command-prefix.js';
import { clientCommands } from '../../src/commands/client/client-commands.js';

/** The world of one call, where it differs from a bare one: no terminal, nothing configured, nobody to ask. */
export interface ClientWorld {
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether there is a terminal; a number is its width. */
  readonly terminal?: boolean | number;
  /** What the person at the terminal answers, in turn; `undefined` is Ctrl-C. */
  readonly answers?: readonly (string | boolean | undefined)[];
  readonly now?: Date;
  readonly openBrowser?: (url: string) => Promise<void>;
}

/** What a call has left. */
export interface ClientResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly questions: readonly string[];
  /** Pauses, in milliseconds; none is really made. */
  readonly pauses: readonly number[];
}

export const NOW = new Date('2026-08-06T12:00:00.000Z');

const folders: string[] = [];

/** A folder of its own; `removeFolders` takes all of them away. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fullstop-client-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The context of a call, and what is left in it. */
export function contextOf(world: ClientWorld = {}) {
  const { environment = {}, terminal = false, answers = [], now = NOW } = world;
  const left = { stdout: '', stderr: '', questions: [] as string[], pauses: [] as number[] };
  const waiting = [...answers];
  const columns = typeof terminal === 'number' ? terminal : 200;
  const isTTY = terminal !== false;
  const folder = temporaryFolder();
  const context: ClientContext = {
    environment: { XDG_CONFIG_HOME: folder, ...environment },
    platform: 'linux',
    homeFolder: folder,
    workingFolder: folder,
    stdin: { isTTY },
    stdout: { isTTY, columns, write: (text) => (left.stdout += text) },
    stderr: { isTTY, columns, write: (text) => (left.stderr += text) },
    prompts: {
      async text({ message, problemOf }) {
        left.questions.push(message);
        // Asked again until the answer is right.
        for (let answer = waiting.shift(); ; answer = waiting.shift()) {
          if (typeof answer !== 'string' || problemOf?.(answer) === undefined)
            return answer as string | undefined;
        }
      },
      async confirm(message) {
        left.questions.push(message);
        return waiting.shift() as boolean | undefined;
      },
    },
    fetch,
    now: () => now,
    sleep: async (milliseconds) => void left.pauses.push(milliseconds),
    openBrowser: world.openBrowser ?? (async () => {}),
  };
  return { context, left };
}

/** Runs a command of the API client in this process. */
export async function runClient(args: readonly string[], world: ClientWorld = {}): Promise<ClientResult> {
  const { context, left } = contextOf(world);
  const program = new Command('fullstop').exitOverride().configureOutput({
    writeOut: (text) => context.stdout.write(text),
    writeErr: (text) => context.stderr.write(text),
  });
  addCommands(program, clientCommands(context));
  try {
    await program.parseAsync(withWholeNames(program, args), { from: 'user' });
    return { code: 0, ...left };
  } catch (error) {
    // As main.ts does it.
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, ...left };
    if (!(error instanceof ClientError)) throw error;
    return { code: error.exitCode, ...left, stderr: `${left.stderr}${error.message}\n` };
  }
}
