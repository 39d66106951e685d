import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openDatabase } from '@fullstop/store';
import { aRecord, launched } from '@fullstop/testing';
import { type ProcessOptions, ServeProcess } from '@fullstop/tools/process';

/** Processes of one test file, and what there is to ask of them. */
export class Services {
  readonly #running: ServeProcess[] = [];

  /** Starts `fullstop serve`. */
  start(options: ProcessOptions, args: readonly string[] = []): ServeProcess {
    const service = new ServeProcess(options, args);
    this.#running.push(service);
    return service;
  }

  /** Ends whatever a test has left running. */
  async killAll(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((service) => service.end('SIGKILL')));
  }
}

/** One answer of the management port. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Asks the management port of a service. */
export async function ask(service: Pick<ServeProcess, 'healthUrl'>, path: string): Promise<Answer> {
  const response = await fetch(new URL(path, await service.healthUrl()));
  return { status: response.status, text: await response.text() };
}

/** One line of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of a page in Prometheus' text format. */
export function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key = '', text = '']) => [key, text])),
        value: Number(value),
      };
    });
}

/** The sum of the samples with this name and these labels. */
export function sum(samples: readonly Sample[], name: string, labels: Record<string, string> = {}): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((total, { value }) => total + value, 0);
}

/** Waits until something is true. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  seconds = 45,
): Promise<void> {
  const endsAt = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > endsAt) throw new Error(`Not within ${seconds} s: ${what}`);
    await delay(20);
  }
}

/** A launch of `i-<n>`; each number is another event. */
export function launch(n: number, overrides: Record<string, unknown> = {}) {
  const eventID = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const where = { awsRegion: 'us-east-1', eventID };
  return aRecord('ec2.amazonaws.com:RunInstances', { ...where, ...launched(`i-${n}`), ...overrides });
}

/** What is in a database. */
export class Stored {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(url: string): Promise<Stored> {
    return new Stored(await openDatabase({ url }));
  }

  /** `<type> <resource>` of each violation, sorted; what is stored twice is there twice. */
  async violations(): Promise<string[]> {
    const rows = await this.#rows<{ text: string }>(
      `SELECT violation_type_entity_id || ' ' || instance_id AS text FROM fullstop_data.violation`,
    );
    return rows.map(({ text }) => text).sort();
  }

  /** Keys of the objects that are done, sorted. */
  async ledger(): Promise<string[]> {
    const rows = await this.#rows<{ key: string }>('SELECT key FROM fullstop_data.processed_object');
    return rows.map(({ key }) => key).sort();
  }

  async #rows<Row>(sql: string): Promise<Row[]> {
    return this.#database.dataSource.query<Row[]>(sql);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
