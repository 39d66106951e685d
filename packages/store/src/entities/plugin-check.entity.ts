import type { EventOrigin, JsonObject } from '@fullstop/core';
import { Check, Column, Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, TextColumn } from './columns.js';

/** An unfinished check: one plugin looking at one event, without a decision so far. */
@Entity('plugin_check')
@Index('unique_plugin_check', ['accountId', 'region', 'eventId', 'pluginId'], { unique: true })
@Index('plugin_check_due_idx', ['nextTryAt', 'id'], { where: `state = 'pending'` })
@Index('plugin_check_state_idx', ['state', 'id'])
@Check('plugin_check_state_check', `state IN ('pending', 'failed')`)
@Check('plugin_check_next_try_check', `(state = 'pending') = (next_try_at IS NOT NULL)`)
export class PluginCheckEntity {
  @IdColumn()
  id!: number;

  @TextColumn('account_id')
  accountId!: string;

  @TextColumn('region')
  region!: string;

  @TextColumn('event_id')
  eventId!: string;

  @TextColumn('plugin_id')
  pluginId!: string;

  @TextColumn('state')
  state!: 'pending' | 'failed';

  @TextColumn('error_code')
  errorCode!: string;

  @TextColumn('error_message')
  errorMessage!: string;

  @Column({ type: 'integer' })
  attempts!: number;

  @InstantColumn('next_try_at', { nullable: true })
  nextTryAt!: Date | null;

  @InstantColumn('first_tried_at')
  firstTriedAt!: Date;

  @InstantColumn('last_tried_at')
  lastTriedAt!: Date;

  @Column({ type: 'jsonb' })
  record!: JsonObject;

  @Column({ type: 'jsonb' })
  origin!: EventOrigin;

  /** Until then a replica is trying it. */
  @InstantColumn('claimed_until', { nullable: true })
  claimedUntil!: Date | null;
}
