import { commaList } from '@fullstop/core';
import { z } from 'zod';
import { count, flag, port, seconds } from './values.js';

const texts = () => z.preprocess(commaList, z.array(z.string().min(1)));

/** Settings of the REST API. */
export const apiSchema = z
  .strictObject({
    /** Address that the API listens on. Without authentication only this machine may reach it. */
    host: z.string().min(1).default('127.0.0.1'),
    /** 0 takes any free port. */
    port: port().default(8080),
    /** Origins that browsers may call from. */
    corsOrigins: texts().default(['*']),
    /** How many requests a minute one caller may send. */
    requestsPerMinute: count().default(1200),
    /** Proxies in front: their number, or their addresses. Default: none. */
    trustProxy: z.string().min(1).optional(),
    /** Whether a violation of an unknown type, sent by API, registers that type. */
    createUnknownTypes: flag().default(false),
    /** Regular expression for account ids in violations sent by API. */
    accountIdPattern: z
      .string()
      .min(1)
      .refine(isRegularExpression, 'expected a regular expression')
      .default('^\\d{12}$'),
  })
  .prefault({});

/** Settings of sign-in by browser. */
const signInSchema = z.strictObject({
  clientId: z.string().min(1),
  /** Default: none, for a public client. */
  clientSecret: z.string().min(1).optional(),
  /** Default for OIDC: what the issuer says. */
  authorizationUrl: z.url().optional(),
  /** Default for OIDC: what the issuer says. */
  tokenUrl: z.url().optional(),
  scopes: texts().optional(),
  /** Where browsers reach this server. */
  publicUrl: z.url(),
  /** Seals the cookies; at least 32 characters, the same in all replicas. */
  sessionSecret: z.string().min(32),
  /** How long a session lasts, in seconds. */
  sessionSeconds: seconds().optional(),
});

/** How callers of the API prove who they are; at most one of the three ways. */
export const authenticationSchema = z
  .strictObject({
    /** Token info service. */
    tokenInfoUri: z.url().optional(),
    /** Introspection endpoint (RFC 7662), with client id and secret. */
    introspectionUri: z.url().optional(),
    /** As what Fullstop asks the introspection endpoint. */
    clientId: z.string().min(1).optional(),
    clientSecret: z.string().min(1).optional(),
    /** OpenID Connect issuer of signed tokens, with audience. */
    oidcIssuer: z.url().optional(),
    /** Whom tokens must be for. */
    audience: texts().optional(),
    /** Realms whose users may call. Default `/employees` and `/services`. */
    realms: texts().optional(),
    /** Realm of every caller, where the token service knows no realms. */
    realm: z.string().min(1).optional(),
    /** Names of claims, where they are not the usual ones. */
    claims: z
      .strictObject({
        uid: z.string().min(1).optional(),
        realm: z.string().min(1).optional(),
        scope: z.string().min(1).optional(),
      })
      .optional(),
    /** Sign-in by browser. Default: bearer tokens only. */
    signIn: signInSchema.optional(),
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
