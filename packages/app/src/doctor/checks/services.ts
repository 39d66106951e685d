import { messageOf } from '@fullstop/core';
import type { OutsideServices } from '../../clients/outside-services.js';
import { type DoctorLine, DoctorLines } from '../doctor-line.js';

/** Nobody's name; that it is not there is an answer, too. */
const NOBODY = 'fullstop-doctor';

/** Whether the tokens of the services around can be had, and whether the services answer. */
export async function examineServices(outside: OutsideServices): Promise<DoctorLine[]> {
  const state = await outside.state();
  const tokens = new DoctorLines('tokens');
  if (!state) tokens.ok('no service around is configured');
  else if (state.unavailableTokens.length === 0) tokens.ok('all are there');
  for (const id of state?.unavailableTokens ?? []) tokens.fail(await reasonOf(outside, id), remedyFor(id));

  const { kio, pierOne, teamService } = outside;
  const asked: [string, string, () => Promise<unknown>][] = [
    ...(kio ? [['Kio', 'FULLSTOP_KIO_URL', () => kio.findApplication(NOBODY)] as const] : []),
    ...pierOne.hosts.map((host) => {
      const ask = () => pierOne.findRegistry(host)?.listTags(NOBODY, NOBODY) ?? Promise.resolve();
      return [`Pier One ${host}`, 'FULLSTOP_PIERONE_URLS', ask] as const;
    }),
    ...(teamService
      ? [['team service', 'FULLSTOP_TEAM_SERVICE_URL', () => teamService.activeAccounts()] as const]
      : []),
  ].map(([name, variable, ask]) => [name, variable, ask]);
  const lines = await Promise.all(asked.map(([name, variable, ask]) => examineService(name, variable, ask)));
  return [...tokens.lines, ...lines.flat()];
}

async function examineService(
  name: string,
  variable: string,
  ask: () => Promise<unknown>,
): Promise<DoctorLine[]> {
  const lines = new DoctorLines('services');
  try {
    await ask();
    return lines.ok(`${name} answers`).lines;
  } catch (error) {
    return lines.fail(
      `${name}: ${messageOf(error)}`,
      `See that ${variable} is right, that the service runs, and that it takes our token.`,
    ).lines;
  }
}

async function reasonOf({ tokens }: OutsideServices, id: string): Promise<string> {
  try {
    await tokens.token(id);
    return `${id} was not there a moment ago`;
  } catch (error) {
    return messageOf(error);
  }
}

function remedyFor(id: string): string {
  return (
    `Mount ${id}-token-secret in CREDENTIALS_DIR, or put user.json and client.json there and set ACCESS_TOKEN_URI; ` +
    'then see that this machine reaches the token service.'
  );
}
