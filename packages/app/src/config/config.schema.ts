import { commaList } from '@fullstop/core';
import { z } from 'zod';
import { apiSchema, authenticationSchema } from './api.schema.js';
import { approvedImageList } from './approved-image-list.js';
import { jobsSchema } from './jobs.schema.js';
import { keyFilterSchema } from './key-filter.schema.js';
import { accountIds, count, flag, number, port, seconds } from './values.js';

/** What a service can do. */
const PARTS = ['ingest', 'api', 'jobs'] as const;

/** Every setting of Fullstop, with unit and default. Plugins' own options stand under `plugins`. */
export const configSchema = z.strictObject({
  logs: z
    .string()
    .min(1)
    .optional()
    .describe('Folder that is read and then watched for CloudTrail log files. Default: no folder.'),
  ingest: z
    .strictObject({
      autoStart: flag().default(true).describe('Whether reading starts with the service.'),
      maxConcurrentObjects: count().default(2).describe('Log objects read at the same time.'),
      workers: number(z.int().min(0).max(64))
        .optional()
        .describe(
          'Threads that read files, beside the main one; 0 for none. Default: one for each processor beyond the first, at most ' +
            '4, and in the service at most `maxConcurrentObjects`. Objects in S3 are read by the main thread.',
        ),
      maxCompressedBytes: count()
        .default(256 * 1024 * 1024)
        .describe('Largest log object as it is stored, in bytes.'),
      maxDecompressedBytes: count()
        .default(4 * 1024 * 1024 * 1024)
        .describe('Largest log object when unpacked, in bytes.'),
      maxRecordBytes: count()
        .default(4 * 1024 * 1024)
        .describe('Largest record, in bytes.'),
      filter: keyFilterSchema,
    })
    .prefault({}),
  sqs: z
    .strictObject({
      url: z
        .url()
        .optional()
        .describe('Address of the queue on which new log objects are announced. Default: no queue is read.'),
      region: z
        .string()
        .min(1)
        .optional()
        .describe("Region of the queue. Default: the SDK's own way of finding one."),
      visibilityTimeoutSeconds: number(z.int().min(3).max(43_200))
        .default(300)
        .describe(
          'How long a received message stays hidden from others, in seconds; extended while it is worked on.',
        ),
      maxInFlight: count()
        .default(10)
        .describe('Messages worked on at the same time; up to 20 more may wait for their deletion.'),
      maxReceiveCount: count()
        .default(10)
        .describe(
          "A message that failed so often is poison. Lower than that of the queue's own redrive policy.",
        ),
      maxProcessingSeconds: seconds()
        .default(3600)
        .describe('Longest time that one message may take, in seconds.'),
      deadLetterUrl: z
        .url()
        .optional()
        .describe('Queue for poison messages. Default: they stay where they are.'),
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
      region: z
        .string()
        .min(1)
        .optional()
        .describe("Region of the first request; buckets elsewhere are followed. Default: the SDK's own way."),
      requesterPays: flag().default(false).describe('Whether the reader pays for requests.'),
      deadlineSeconds: seconds()
        .default(300)
        .describe('Longest time that one object may keep the reader waiting, in seconds.'),
      client: z
        .enum(['lean', 'sdk'])
        .default('lean')
        .describe("What gets log objects: a lean client with the SDK behind it, or the SDK's own alone."),
    })
    .prefault({}),
  aws: z
    .strictObject({
      enabled: flag()
        .optional()
        .describe(
          'Whether plugins may ask AWS. Default: yes when a queue is read, or the environment has credentials for AWS; otherwise checks that need facts of AWS stay pending.',
        ),
      roleName: z.string().min(1).default('fullstop').describe('Role that is assumed in every account.'),
      rolePath: z
        .string()
        .regex(/^\/(.*\/)?$/, 'expected / or /…/')
        .default('/')
        .describe('Path of the role, with slashes at both ends.'),
      externalId: z.string().min(1).optional().describe('Passed along when the role is assumed.'),
      denialSeconds: seconds()
        .default(300)
        .describe(
          'How long STS is left alone after it denied a role, in seconds; up to a fifth more, by chance.',
        ),
      callDeadlineSeconds: seconds()
        .default(30)
        .describe(
          "Longest time of one call with all its attempts, in seconds; for plugins never more than two thirds of a check's time.",
        ),
      stsRegion: z.string().min(1).optional().describe("Region of STS. Default: the SDK's own way."),
      kmsRegion: z
        .string()
        .min(1)
        .optional()
        .describe("Region in which `aws:kms:` values are decrypted. Default: the SDK's own way."),
      accessKey: z
        .string()
        .min(1)
        .optional()
        .describe("Static credentials for SQS and S3 instead of the SDK's own chain; both or none."),
      secretKey: z.string().min(1).optional().describe('Secret of `accessKey`.'),
    })
    .refine(({ accessKey, secretKey }) => (accessKey === undefined) === (secretKey === undefined), {
      message: 'set both or none of accessKey and secretKey',
    })
    .prefault({}),
  ec2: z
    .strictObject({
      taupageOwners: accountIds()
        .default([])
        .describe(
          'Accounts whose images are approved; with `taupageNamePrefix`. Default: nobody said which images are approved.',
        ),
      taupageNamePrefix: z.string().trim().default('').describe('What names of approved images start with.'),
      approvedImages: z
        .preprocess(
          approvedImageList,
          z.array(
            z.strictObject({
              owners: accountIds(1).describe('Accounts that own the images.'),
              // Without one, every image of these accounts would be approved.
              namePrefix: z
                .string()
                .trim()
                .min(1, 'expected what names start with, after a colon')
                .describe('What their names start with.'),
            }),
          ),
        )
        .default([])
        .describe(
          'Further approved images: those of some accounts, with names that start alike. As text: `owner,owner:prefix;owner:prefix`.',
        ),
      approvedImageIds: z
        .preprocess(
          commaList,
          z.array(
            z.string().regex(/^ami-[0-9a-f]{8,17}$/, 'expected image ids such as ami-0123456789abcdef0'),
          ),
        )
        .default([])
        .describe('Images that are approved whatever their owner and name.'),
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
      kioUrl: z
        .url()
        .optional()
        .describe('Address of the application registry, Kio. Default: what depends on it cannot be decided.'),
      pierOneUrls: z
        .preprocess(commaList, z.array(z.url()))
        .default([])
        .describe('Addresses of the trusted Docker registries, Pier One.'),
      teamServiceUrl: z
        .url()
        .optional()
        .describe('Address of the team service. Default: nobody is a member of an account or a team.'),
      awsMembershipRoles: z
        .preprocess(commaList, z.array(z.string()).min(1, 'expected at least one role'))
        .default(['PowerUser', 'Deployer'])
        .describe("Roles in the team service that make an account one's own."),
      timeoutMs: count().default(3000).describe('Longest time of a call to any of them, in milliseconds.'),
    })
    .prefault({}),
  tokens: z
    .strictObject({
      accessTokenUri: z.url().optional().describe('Where tokens for these services are asked for.'),
      credentialsDirectory: z
        .string()
        .min(1)
        .optional()
        .describe('Folder with `user.json` and `client.json`, or with mounted token files.'),
      fixedTokens: z
        .string()
        .min(1)
        .optional()
        .describe('Ready-made tokens, `kio=…,pierone=…`, for work on one machine.'),
    })
    .prefault({}),
  database: z
    .strictObject({
      url: z
        .string()
        .regex(/^((jdbc:)?postgres(ql)?:\/\/|aws:kms:)/, 'expected postgres://… or jdbc:postgresql://…')
        .optional()
        .describe('`postgres://…` or `jdbc:postgresql://…`. Default: a PostgreSQL embedded in this process.'),
      user: z.string().optional().describe('Wins over the user in `url`.'),
      password: z.string().optional().describe('Wins over the password in `url`.'),
      dataDirectory: z
        .string()
        .min(1)
        .default('.fullstop/database')
        .describe('Folder of the embedded database.'),
    })
    .prefault({}),
  api: apiSchema,
  authentication: authenticationSchema,
  whitelist: z
    .strictObject({
      allowedTeams: z
        .preprocess(commaList, z.array(z.string()))
        .default([])
        .describe('Ids of the teams whose members may edit whitelisting rules. Default: nobody may.'),
    })
    .prefault({}),
  instanceLogs: z
    .strictObject({
      bucket: z
        .string()
        .min(1)
        .optional()
        .describe('S3 bucket for the logs that instances send. Default: they are refused.'),
    })
    .prefault({}),
  management: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('Address that health and information listen on.'),
      port: port().default(7979).describe('Port for health and information; 0 takes any free one.'),
    })
    .prefault({}),
  checks: z
    .strictObject({
      timeoutSeconds: seconds()
        .default(30)
        .describe('Time limit of one check (one plugin, one event), in seconds; then it is pending.'),
      maxConcurrent: count().default(8).describe('Checks running at the same time.'),
      retryIntervalSeconds: seconds()
        .default(5)
        .describe('How often pending checks are looked for, in seconds.'),
      firstDelaySeconds: seconds()
        .default(10)
        .describe(
          'Delay before the second try of a pending check, in seconds; doubles with each further try.',
        ),
      maxDelaySeconds: seconds().default(3600).describe('Longest delay between two tries, in seconds.'),
      maxAttempts: count().default(12).describe('Tries after which a pending check is a failed one.'),
    })
    .prefault({}),
  jobs: jobsSchema,
  parts: z
    .preprocess(commaList, z.array(z.enum(PARTS)).min(1, 'expected at least one part'))
    .default([...PARTS])
    .describe('What this process does: one or several of these. Any number of processes may share the work.'),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error'])
        .default('info')
        .describe('Least important lines that are logged.'),
    })
    .prefault({}),
  telemetry: z
    .strictObject({
      tracesEndpoint: z
        .url()
        .optional()
        .describe(
          'Where traces are sent, by OTLP over HTTP, without the path `/v1/traces`. Default: there are no traces.',
        ),
    })
    .prefault({}),
  shutdownSeconds: seconds().default(60).describe('Longest time that a stop may take, in seconds.'),
  plugins: z
    .record(
      z.string(),
      z.strictObject({
        enabled: flag()
          .optional()
          .describe('Whether the plugin runs. Default: what the plugin says, mostly yes.'),
        options: z.record(z.string(), z.unknown()).default({}).describe('Options of the plugin; see there.'),
      }),
    )
    .default({})
    .describe("By plugin id: `enabled`, and the plugin's own `options`."),
});

/** The effective configuration. */
export type Config = z.infer<typeof configSchema>;
