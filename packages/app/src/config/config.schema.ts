import { commaList } from '@fullstop/core';
import { z } from 'zod';
import { apiSchema, authenticationSchema } from './api.schema.js';
import { approvedImageList } from './approved-image-list.js';
import { accountIds, count, flag, number, port, seconds } from './values.js';

/** Every setting of Fullstop, with unit and default. Plugins' own options stand under `plugins`. */
export const configSchema = z.strictObject({
  /** Folder that is read and then watched for CloudTrail log files. Default: no folder. */
  logs: z.string().min(1).optional(),
  ingest: z
    .strictObject({
      /** Whether reading starts with the service. */
      autoStart: flag().default(true),
      /** Log objects read at the same time. */
      maxConcurrentObjects: count().default(2),
      /** Largest log object as it is stored, in bytes. */
      maxCompressedBytes: count().default(256 * 1024 * 1024),
      /** Largest log object when unpacked, in bytes. */
      maxDecompressedBytes: count().default(4 * 1024 * 1024 * 1024),
      /** Largest record, in bytes. */
      maxRecordBytes: count().default(4 * 1024 * 1024),
    })
    .prefault({}),
  sqs: z
    .strictObject({
      /** Address of the queue on which new log objects are announced. Default: no queue is read. */
      url: z.url().optional(),
      /** Default: the SDK's own way of finding a region. */
      region: z.string().min(1).optional(),
      /** How long a received message stays hidden from others, in seconds; extended while it is worked on. */
      visibilityTimeoutSeconds: number(z.int().min(3).max(43_200)).default(300),
      /** Messages in hand at the same time. */
      maxInFlight: count().default(10),
      /** A message that failed so often is poison. Lower than that of the queue's own redrive policy. */
      maxReceiveCount: count().default(10),
      /** Longest time that one message may take, in seconds. */
      maxProcessingSeconds: seconds().default(3600),
      /** Queue for poison messages. Default: they stay where they are. */
      deadLetterUrl: z.url().optional(),
    })
    .refine(
      ({ maxProcessingSeconds, visibilityTimeoutSeconds }) =>
        maxProcessingSeconds + visibilityTimeoutSeconds <= 43_200,
      {
        message:
          'maxProcessingSeconds and visibilityTimeoutSeconds together may be 43200 at most, SQS allows no more',
      },
    )
    .prefault({}),
  s3: z
    .strictObject({
      /** Region of the first request; buckets elsewhere are followed. Default: the SDK's own way. */
      region: z.string().min(1).optional(),
      /** Whether the reader pays for requests. */
      requesterPays: flag().default(false),
      /** Longest time that one object may keep the reader waiting, in seconds. */
      deadlineSeconds: seconds().default(300),
    })
    .prefault({}),
  aws: z
    .strictObject({
      /**
       * Whether plugins may ask AWS. Default: yes when a queue is read, or the environment has credentials for AWS; otherwise
       * checks that need facts of AWS stay pending.
       */
      enabled: flag().optional(),
      /** Role that is assumed in every account. */
      roleName: z.string().min(1).default('fullstop'),
      /** Path of the role, with slashes at both ends. */
      rolePath: z
        .string()
        .regex(/^\/(.*\/)?$/, 'expected / or /…/')
        .default('/'),
      /** Passed along when the role is assumed. */
      externalId: z.string().min(1).optional(),
      /** How long STS is left alone after it denied a role, in seconds; up to a fifth more, by chance. */
      denialSeconds: seconds().default(300),
      /** Longest time of one call with all its attempts, in seconds; never more than two thirds of a check's time. */
      callDeadlineSeconds: seconds().default(30),
      /** Region of STS. Default: the SDK's own way. */
      stsRegion: z.string().min(1).optional(),
      /** Region in which `aws:kms:` values are decrypted. Default: the SDK's own way. */
      kmsRegion: z.string().min(1).optional(),
      /** Static credentials for SQS and S3 instead of the SDK's own chain; both or none. */
      accessKey: z.string().min(1).optional(),
      secretKey: z.string().min(1).optional(),
    })
    .refine(({ accessKey, secretKey }) => (accessKey === undefined) === (secretKey === undefined), {
      message: 'set both or none of accessKey and secretKey',
    })
    .prefault({}),
  ec2: z
    .strictObject({
      /** Accounts whose images are approved; with `taupageNamePrefix`. Default: nobody said which images are approved. */
      taupageOwners: accountIds().default([]),
      /** What names of approved images start with. */
      taupageNamePrefix: z.string().trim().default(''),
      /** Further approved images: those of some accounts, with names that start alike. As text: `owner,owner:prefix;owner:prefix`. */
      approvedImages: z
        .preprocess(
          approvedImageList,
          z.array(
            z.strictObject({
              owners: accountIds(1),
              // Without one, every image of these accounts would be approved.
              namePrefix: z.string().trim().min(1, 'expected what names start with, after a colon'),
            }),
          ),
        )
        .default([]),
      /** Images that are approved whatever their owner and name. */
      approvedImageIds: z
        .preprocess(
          commaList,
          z.array(
            z.string().regex(/^ami-[0-9a-f]{8,17}$/, 'expected image ids such as ami-0123456789abcdef0'),
          ),
        )
        .default([]),
    })
    .refine(
      ({ taupageOwners, taupageNamePrefix }) => taupageOwners.length > 0 === (taupageNamePrefix !== ''),
      {
        message:
          'set both or none of taupageOwners and taupageNamePrefix: with one alone every image, or none, would be approved',
      },
    )
    .prefault({}),
  clients: z
    .strictObject({
      /** Address of the application registry, Kio. Default: what depends on it cannot be decided. */
      kioUrl: z.url().optional(),
      /** Addresses of the trusted Docker registries, Pier One. */
      pierOneUrls: z.preprocess(commaList, z.array(z.url())).default([]),
      /** Address of the team service. Default: nobody is a member of an account or a team. */
      teamServiceUrl: z.url().optional(),
      /** Roles in the team service that make an account one's own. */
      awsMembershipRoles: z
        .preprocess(commaList, z.array(z.string()).min(1, 'expected at least one role'))
        .default(['PowerUser', 'Deployer']),
      /** Longest time of a call to any of them, in milliseconds. */
      timeoutMs: count().default(3000),
    })
    .prefault({}),
  tokens: z
    .strictObject({
      /** Where tokens for these services are asked for. */
      accessTokenUri: z.url().optional(),
      /** Folder with `user.json` and `client.json`, or with mounted token files. */
      credentialsDirectory: z.string().min(1).optional(),
      /** Ready-made tokens, `kio=…,pierone=…`, for work on one machine. */
      fixedTokens: z.string().min(1).optional(),
    })
    .prefault({}),
  database: z
    .strictObject({
      /** `postgres://…` or `jdbc:postgresql://…`. Default: a PostgreSQL embedded in this process. */
      url: z
        .string()
        .regex(/^((jdbc:)?postgres(ql)?:\/\/|aws:kms:)/, 'expected postgres://… or jdbc:postgresql://…')
        .optional(),
      user: z.string().optional(),
      password: z.string().optional(),
      /** Folder of the embedded database. */
      dataDirectory: z.string().min(1).default('.fullstop/database'),
    })
    .prefault({}),
  api: apiSchema,
  authentication: authenticationSchema,
  whitelist: z
    .strictObject({
      /** Ids of the teams whose members may edit whitelisting rules. Default: nobody may. */
      allowedTeams: z.preprocess(commaList, z.array(z.string())).default([]),
    })
    .prefault({}),
  instanceLogs: z
    .strictObject({
      /** S3 bucket for the logs that instances send. Default: they are refused. */
      bucket: z.string().min(1).optional(),
    })
    .prefault({}),
  management: z
    .strictObject({
      /** Address for health and information. */
      host: z.string().min(1).default('127.0.0.1'),
      /** 0 takes any free port. */
      port: port().default(7979),
    })
    .prefault({}),
  checks: z
    .strictObject({
      /** Time limit of one check (one plugin, one event), in seconds. */
      timeoutSeconds: seconds().default(30),
      /** Checks running at the same time. */
      maxConcurrent: count().default(8),
      /** How often pending checks are looked for, in seconds. */
      retryIntervalSeconds: seconds().default(5),
      /** Delay before the second try of a pending check, in seconds; doubles with each further try. */
      firstDelaySeconds: seconds().default(10),
      /** Longest delay between two tries, in seconds. */
      maxDelaySeconds: seconds().default(3600),
      /** Tries after which a pending check is a failed one. */
      maxAttempts: count().default(12),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    })
    .prefault({}),
  telemetry: z
    .strictObject({
      /** Where traces are sent, by OTLP over HTTP, without the path `/v1/traces`. Default: there are no traces. */
      tracesEndpoint: z.url().optional(),
    })
    .prefault({}),
  /** Longest time that a stop may take, in seconds. */
  shutdownSeconds: seconds().default(60),
  /** By plugin id: `enabled`, and the plugin's own `options`. */
  plugins: z
    .record(
      z.string(),
      z.strictObject({ enabled: flag().optional(), options: z.record(z.string(), z.unknown()).default({}) }),
    )
    .default({}),
});

/** The effective configuration. */
export type Config = z.infer<typeof configSchema>;
