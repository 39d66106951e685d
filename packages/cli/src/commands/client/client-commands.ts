import type { Command } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { completionCommand } from './completion.command.js';
import { configureCommand } from './configure.command.js';
import { countCommand } from './count.command.js';
import { jobsCommand } from './jobs.command.js';
import { lifecycleCommand } from './lifecycle.command.js';
import { listViolationsCommand } from './list-violations.command.js';
import { loginCommand, logoutCommand } from './login.command.js';
import { resolveViolationsCommand } from './resolve-violations.command.js';
import { rulesCommand } from './rules.command.js';
import { showCommand } from './show.command.js';
import { typesCommand } from './types.command.js';
import { unresolveCommand } from './unresolve.command.js';

/** Title of these commands in the help. */
export const CLIENT_COMMANDS = 'Commands that ask a server:';

/** The commands that talk to a server. */
export function clientCommands(context: ClientContext): Command[] {
  return [
    configureCommand(context),
    listViolationsCommand(context),
    resolveViolationsCommand(context),
    typesCommand(context),
    showCommand(context),
    unresolveCommand(context),
    countCommand(context),
    rulesCommand(context),
    lifecycleCommand(context),
    jobsCommand(context),
    loginCommand(context),
    logoutCommand(context),
    completionCommand(context),
  ].map((command) => command.helpGroup(CLIENT_COMMANDS));
}
