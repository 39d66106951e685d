import { type Clock, type Logger, messageOf } from '@fullstop/core';
import type { DataSource, EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { inTransaction, runQuery } from '../connection/transaction.js';
import { type Stamp, SYSTEM_USER } from '../findings/stamp.js';
import { type ActiveRules, lockRules } from './active-rules.js';
import { judgeEach } from './judge.js';
import { coverOpen, endOfSpan, lockCovered, openSubjects, uncover } from './judged-violations.js';
import { type RuleRow, ruleOf } from './rule-row.js';
import type { RuleSet } from './rule-set.js';

/** Violations that one transaction looks at. */
const CHUNK_ROWS = 1000;

/** What sweeps are made of. */
export interface RuleSweepsOptions {
  readonly dataSource: DataSource;
  readonly rules: ActiveRules;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What sweeps changed. */
export interface SweepReport {
  /** Rules whose expiry came. */
  readonly ended: number;
  /** Open violations that are covered now. */
  readonly covered: number;
  /** Violations that their rule does not cover any more: open again, or covered by another rule. */
  readonly uncovered: number;
}

type ChunkReport = Omit<SweepReport, 'ended'> & { readonly isDone: boolean };

/** What is left when another process works on the rule, or nothing is to be done. */
const NOTHING: ChunkReport = { covered: 0, uncovered: 0, isDone: true };

// Not FOR UPDATE, which would keep violations from being stored that the rule covers.
const CLAIM = `SELECT * FROM ${SCHEMA}.rule WHERE id = $1 AND sweep IS NOT NULL FOR NO KEY UPDATE SKIP LOCKED`;

/**
 * Applies rules to violations that are stored already: covers open ones after a rule was created, reopens after it ended.
 * In chunks, each a transaction of its own that also stores how far it came; any process continues where another stopped.
 */
export class RuleSweeps {
  readonly #options: RuleSweepsOptions;

  constructor(options: RuleSweepsOptions) {
    this.#options = options;
  }

  /** Takes rules out of force whose expiry came; what they covered reopens with the next sweep. @returns how many. */
  async endExpired(): Promise<number> {
    const { dataSource, clock } = this.#options;
    const now = clock.now().toISOString();
    const due = `FROM ${SCHEMA}.rule WHERE ended_at IS NULL AND expiry_date <= $1`;
    // Asked first, because the change waits for everybody who stores violations.
    if ((await runQuery(dataSource, `SELECT ${due} LIMIT 1`, [now])).length === 0) return 0;
    return inTransaction(dataSource, async (manager) => {
      await lockRules(manager);
      const [, count]: [unknown, number] = await manager.query(
        `UPDATE ${SCHEMA}.rule SET ended_at = $1, sweep = 'reopen', sweep_after_id = 0
          WHERE ended_at IS NULL AND expiry_date <= $1`,
        [now],
      );
      return count;
    });
  }

  /**
   * Does what is left to do for all rules, chunk by chunk, while `goOn` says so. A rule that cannot be swept is logged, and
   * keeps none of the others waiting.
   */
  async sweepAll(goOn: () => boolean): Promise<SweepReport> {
    const { dataSource, logger } = this.#options;
    const rows = await runQuery<{ id: string }>(
      dataSource,
      `SELECT id FROM ${SCHEMA}.rule WHERE sweep IS NOT NULL ORDER BY id`,
    );
    const sum = { ended: 0, covered: 0, uncovered: 0 };
    for (const { id } of rows) {
      try {
        const { covered, uncovered } = await this.sweep(Number(id), goOn);
        sum.covered += covered;
        sum.uncovered += uncovered;
      } catch (error) {
        logger.error(
          { err: error, rule_id: Number(id) },
          `Rule ${id} could not be swept: ${messageOf(error)}`,
        );
      }
    }
    return sum;
  }

  /** Does what is left to do for one rule, chunk by chunk, while `goOn` says so. */
  async sweep(ruleId: number, goOn: () => boolean): Promise<SweepReport> {
    const sum = { ended: 0, covered: 0, uncovered: 0 };
    while (goOn()) {
      const { covered, uncovered, isDone } = await this.#sweepChunk(ruleId);
      sum.covered += covered;
      sum.uncovered += uncovered;
      if (isDone) break;
    }
    return sum;
  }

  async #sweepChunk(ruleId: number): Promise<ChunkReport> {
    const { dataSource, rules, clock } = this.#options;
    const stamp = { at: clock.now(), by: SYSTEM_USER };
    return inTransaction(dataSource, async (manager) => {
      const active = await rules.share(manager);
      const [row] = await manager.query<RuleRow[]>(CLAIM, [ruleId]);
      if (row === undefined) return NOTHING;
      const sweep = row.sweep === 'cover' ? coverChunk : reopenChunk;
      const report = await sweep(manager, row, active, stamp);
      if (report.isDone)
        await manager.query(`UPDATE ${SCHEMA}.rule SET sweep = NULL WHERE id = $1`, [ruleId]);
      return report;
    });
  }
}

async function coverChunk(
  manager: EntityManager,
  row: RuleRow,
  active: RuleSet,
  stamp: Stamp,
): Promise<ChunkReport> {
  const rule = ruleOf(row);
  const span = { afterId: Number(row.sweep_after_id), untilId: Number(row.sweep_until_id) };
  const end = await endOfSpan(manager, rule, span, CHUNK_ROWS);
  if (end === undefined) return NOTHING;
  const subjects = await openSubjects(manager, rule, { afterId: span.afterId, untilId: end });
  const verdicts = await judgeEach(subjects, (subject) => {
    if (active.firstMatch(subject, stamp.at, (each) => each.id === rule.id) === undefined) return undefined;
    // Another rule may be on its way through the open ones as well; the lowest id wins, whoever comes first.
    const first = active.firstMatch(subject, stamp.at, (each) => each.appliesToOpen && each.id <= rule.id);
    return { id: subject.id, rule: first };
  });
  const matched = verdicts.filter((verdict) => verdict !== undefined);
  const covered = await coverOpen(manager, matched, stamp);
  await manager.query(`UPDATE ${SCHEMA}.rule SET sweep_after_id = $2 WHERE id = $1`, [rule.id, end]);
  return { covered, uncovered: 0, isDone: false };
}

async function reopenChunk(
  manager: EntityManager,
  row: RuleRow,
  active: RuleSet,
  stamp: Stamp,
): Promise<ChunkReport> {
  const subjects = await lockCovered(manager, Number(row.id), CHUNK_ROWS);
  const verdicts = await judgeEach(subjects, (subject) => ({
    id: subject.id,
    rule: active.firstMatch(subject, stamp.at),
  }));
  await uncover(manager, verdicts, stamp);
  return { covered: 0, uncovered: verdicts.length, isDone: verdicts.length === 0 };
}
