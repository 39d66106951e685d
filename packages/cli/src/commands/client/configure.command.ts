import { Command } from 'commander';
import { configFileOf, listOf, loadClientConfig, storeClientConfig } from '../../client/client-config.js';
import { type ClientContext, isInteractive } from '../../client/client-context.js';
import { failure, usageError } from '../../client/client-error.js';
import { normalUrl } from '../../client/server-url.js';
import { examples } from './client-command.js';

interface ConfigureOptions {
  readonly url?: string;
  readonly accounts?: readonly string[];
}

/** How long the server may take to show that it is there, in milliseconds. */
const TIMEOUT_MS = 5000;
const URL_PROBLEM = 'Expected an address such as https://fullstop.example.org, with http or https.';

/** `fullstop configure`: stores where the server is, and the usual accounts. */
export function configureCommand(context: ClientContext): Command {
  return new Command('configure')
    .description('Store the address of the server and your usual AWS accounts. Asks for what is not given.')
    .option('--url <url>', 'address of the server')
    .option('--accounts <ids>', 'AWS account ids, comma separated; empty for all', listOf)
    .addHelpText(
      'after',
      examples(
        ['fullstop configure', 'asks for both'],
        [
          'fullstop configure --url http://127.0.0.1:8080 --accounts ""',
          'a server on this machine, all accounts',
        ],
      ),
    )
    .action((options: ConfigureOptions) => configure(context, options));
}

async function configure(context: ClientContext, options: ConfigureOptions): Promise<void> {
  const { url, accounts } = await answersOf(context, options);
  const warning = await unreachable(context, url);
  if (warning !== undefined) context.stderr.write(`${warning}\n`);
  await storeClientConfig(context, { url, accounts });
  context.stdout.write(`Stored in ${configFileOf(context)}\n`);
}

async function answersOf(context: ClientContext, options: ConfigureOptions) {
  const given = options.url === undefined ? undefined : normalUrl(options.url);
  if (options.url !== undefined && given === undefined)
    throw usageError(`--url ${options.url}: ${URL_PROBLEM}`);
  if (given !== undefined && options.accounts !== undefined)
    return { url: given, accounts: options.accounts };
  if (!isInteractive(context)) {
    // Without a terminal there is nobody to ask; accounts are optional, the address is not.
    if (given === undefined)
      throw usageError('There is no terminal to ask at: give --url, and perhaps --accounts.');
    return { url: given, accounts: options.accounts ?? [] };
  }
  // An address that is stored and unusable must not be in the way of a new one.
  const current = await loadClientConfig({
    ...context,
    environment: {
      ...context.environment,
      FULLSTOP_URL: undefined,
    },
  }).catch(() => undefined);
  const url = given ?? (await askUrl(context, current?.url));
  return { url, accounts: options.accounts ?? (await askAccounts(context, current?.accounts ?? [])) };
}

async function askUrl({ prompts }: ClientContext, initial: string | undefined): Promise<string> {
  const problemOf = (answer: string) => (normalUrl(answer) === undefined ? URL_PROBLEM : undefined);
  const answer = await prompts.text({ message: 'Fullstop URL', initial, problemOf });
  if (answer === undefined) throw failure('Aborted!');
  return normalUrl(answer)!;
}

async function askAccounts({ prompts }: ClientContext, current: readonly string[]): Promise<string[]> {
  const answer = await prompts.text({
    message: 'AWS account IDs (comma separated; empty: all)',
    initial: current.join(','),
  });
  if (answer === undefined) throw failure('Aborted!');
  return listOf(answer);
}

/** Why a server cannot be reached; `undefined` when something answers there. */
async function unreachable({ fetch }: ClientContext, url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/api/violation-types`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    const isFullstop = response.ok || response.status === 401 || response.status === 403;
    return isFullstop ? undefined : `Warning: ${url} answers ${response.status}; is it a Fullstop server?`;
  } catch {
    // Whatever the reason: people may configure while they are offline.
    return `Warning: ${url} does not answer now. It is stored all the same.`;
  }
}
