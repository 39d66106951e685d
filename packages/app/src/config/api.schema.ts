import { commaList } from '@fullstop/core';
import { z } from 'zod';
import { count, flag, port, seconds } from './values.js';

const texts = () => z.preprocess(commaList, z.array(z.string().min(1)));

/** Settings of the REST API. */
export const apiSchema = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address that the API listens on. Without authentication only this machine may reach it.'),
    port: port().default(8080).describe('Port that the API listens on; 0 takes any free one.'),
    corsOrigins: texts().default(['*']).describe('Origins that browsers may call from.'),
    requestsPerMinute: count().default(1200).describe('How many requests a minute one caller may send.'),
    trustProxy: z
      .string()
      .min(1)
      .optional()
      .describe('Proxies in front: their number, or their addresses. Default: none.'),
    createUnknownTypes: flag()
      .default(false)
      .describe('Whether a violation of an unknown type, sent by API, registers that type.'),
    accountIdPattern: z
      .string()
      .min(1)
      .refine(isRegularExpression, 'expected a regular expression')
      .default('^\\d{12}$')
      .describe('Regular expression for account ids in violations sent by API.'),
  })
  .prefault({});

/** Settings of sign-in by browser. */
const signInSchema = z.strictObject({
  clientId: z.string().min(1).describe('As what Fullstop is known to the authorization server.'),
  clientSecret: z
    .string()
    .min(1)
    .optional()
    .describe('Secret of this client. Default: none, for a public client.'),
  authorizationUrl: z
    .url()
    .optional()
    .describe('Where people sign in. Default for OIDC: what the issuer says.'),
  tokenUrl: z
    .url()
    .optional()
    .describe('Where codes are exchanged for tokens. Default for OIDC: what the issuer says.'),
  scopes: texts().optional().describe('Scopes that are asked for.'),
  publicUrl: z.url().describe('Where browsers reach this server.'),
  sessionSecret: z
    .string()
    .min(32)
    .describe('Seals the cookies; at least 32 characters, the same in all replicas.'),
  sessionSeconds: seconds().optional().describe('How long a session lasts, in seconds.'),
});

/** How callers of the API prove who they are; at most one of the three ways. */
export const authenticationSchema = z
  .strictObject({
    tokenInfoUri: z.url().optional().describe('Token info service.'),
    introspectionUri: z
      .url()
      .optional()
      .describe('Introspection endpoint (RFC 7662), with client id and secret.'),
    clientId: z.string().min(1).optional().describe('As what Fullstop asks the introspection endpoint.'),
    clientSecret: z.string().min(1).optional().describe('Secret of this client.'),
    oidcIssuer: z.url().optional().describe('OpenID Connect issuer of signed tokens, with audience.'),
    audience: texts().optional().describe('Whom tokens must be for.'),
    realms: texts().optional().describe('Realms whose users may call. Default `/employees` and `/services`.'),
    realm: z
      .string()
      .min(1)
      .optional()
      .describe('Realm of every caller, where the token service knows no realms.'),
    claims: z
      .strictObject({
        uid: z.string().min(1).optional().describe('Claim that names the user.'),
        realm: z.string().min(1).optional().describe('Claim that names the realm of the user.'),
        scope: z.string().min(1).optional().describe('Claim with the scopes of the token.'),
      })
      .optional()
      .describe('Names of claims, where they are not the usual ones.'),
    signIn: signInSchema.optional().describe('Sign-in by browser. Default: bearer tokens only.'),
  })
  .superRefine((given, context) => {
    for (const message of contradictions(given)) context.addIssue({ code: 'custom', message });
  })
  .prefault({});

interface Ways {
  readonly tokenInfoUri?: string;
  readonly introspectionUri?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly oidcIssuer?: string;
  readonly audience?: readonly string[];
  readonly signIn?: object;
}

function contradictions(given: Ways): string[] {
  const { tokenInfoUri, introspectionUri, oidcIssuer, clientId, clientSecret, audience, signIn } = given;
  const ways = [tokenInfoUri, introspectionUri, oidcIssuer].filter((way) => way !== undefined).length;
  const problems: string[] = [];
  if (ways > 1) problems.push('set one of tokenInfoUri, introspectionUri and oidcIssuer, not several');
  if (introspectionUri !== undefined && (clientId === undefined || clientSecret === undefined))
    problems.push('introspectionUri needs clientId and clientSecret');
  if (oidcIssuer !== undefined && audience === undefined) problems.push('oidcIssuer needs audience');
  if (signIn !== undefined && ways === 0)
    problems.push('signIn needs one of tokenInfoUri, introspectionUri and oidcIssuer');
  return problems;
}

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
