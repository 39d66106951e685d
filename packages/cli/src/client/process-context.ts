import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientContext, Prompts } from './client-context.js';

/** The world of this process. */
export function processContext(): ClientContext {
  return {
    environment: process.env,
    platform: process.platform,
    // Asked for when it is needed: a user without an entry in the list of users has none.
    get homeFolder() {
      return homedir();
    },
    workingFolder: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    prompts: terminalPrompts,
    fetch,
    now: () => new Date(),
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
    openBrowser: async (url) => {
      const { default: open } = await import('open');
      await open(url);
    },
  };
}

const terminalPrompts: Prompts = {
  async text({ message, initial, problemOf }) {
    const { isCancel, text } = await import('@clack/prompts');
    const answer = await text({
      message,
      initialValue: initial,
      validate: problemOf && ((value) => problemOf(value ?? '')),
    });
    // Nothing typed and nothing offered arrives as `undefined`.
    return isCancel(answer) ? undefined : (answer ?? '');
  },
  async confirm(message) {
    const { confirm, isCancel } = await import('@clack/prompts');
    const answer = await confirm({ message, initialValue: false });
    return isCancel(answer) ? undefined : answer;
  },
};
