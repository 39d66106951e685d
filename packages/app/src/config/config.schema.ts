import { z } from 'zod';

// Environment variables are text: numbers and switches are accepted in that form, too.
const number = (schema: z.ZodNumber) =>
  z.preprocess((raw) => (typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw), schema);
const flag = () =>
  z.preprocess((raw) => {
    const text = typeof raw === 'string' ? raw.trim().toLowerCase() : raw;
    if (text === 'true' || text === 'on' || text === 'yes' || text === '1') return true;
    if (text === 'false' || text === 'off' || text === 'no' || text === '0') return false;
    return raw;
  }, z.boolean());
const port = () => number(z.int().min(0).max(65_535));
const seconds = () => number(z.number().positive());
const count = () => number(z.int().min(1));

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
  database: z
    .strictObject({
      /** `postgres://…` or `jdbc:postgresql://…`. Default: a PostgreSQL embedded in this process. */
      url: z
        .string()
        .regex(/^(jdbc:)?postgres(ql)?:\/\//, 'expected postgres://… or jdbc:postgresql://…')
        .optional(),
      user: z.string().optional(),
      password: z.string().optional(),
      /** Folder of the embedded database. */
      dataDirectory: z.string().min(1).default('.fullstop/database'),
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
