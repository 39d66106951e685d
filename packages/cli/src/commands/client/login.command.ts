import { Command } from 'commander';
import { configFileOf, loadServerConfig } from '../../client/client-config.js';
import type { ClientContext } from '../../client/client-context.js';
import { usageError } from '../../client/client-error.js';
import { canSignIn } from '../../client/tokens/sign-in-config.js';
import { forgetToken } from '../../client/tokens/stored-tokens.js';

/** `fullstop login`: signs a person in. */
export function loginCommand(context: ClientContext): Command {
  return new Command('login')
    .description('Sign in with a code or in the browser, and keep the token for the configured server.')
    .addHelpText(
      'after',
      `
Needs in ${configFileOf(context)}:
  client_id                   how the authorization server knows this client
  issuer                      its address, from which the rest is found out; or
  token_url, and authorize_url (browser) or device_authorization_url (code)
  scope                       what to ask for (default: uid)
Each is also read from a variable such as FULLSTOP_CLIENT_ID.`,
    )
    .action(() => login(context));
}

/** `fullstop logout`: forgets the token for the configured server. */
export function logoutCommand(context: ClientContext): Command {
  return new Command('logout').description('Forget the token for the configured server.').action(async () => {
    const { url } = await loadServerConfig(context);
    const wasThere = await forgetToken(context, url);
    context.stdout.write(wasThere ? `The token for ${url} is forgotten\n` : `There is no token for ${url}\n`);
  });
}

async function login(context: ClientContext): Promise<void> {
  const config = await loadServerConfig(context);
  if (!canSignIn(config.signIn)) {
    throw usageError(
      `Signing in is not configured: set client_id and issuer (or the addresses) in ${configFileOf(context)}, ` +
        'or give a token as FULLSTOP_TOKEN.',
    );
  }
  const { signIn } = await import('../../client/tokens/sign-in.js');
  await signIn(context, config);
  context.stdout.write(`Signed in to ${config.url}\n`);
}
