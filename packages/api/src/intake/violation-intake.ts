import { FullstopError, fingerprintOf, systemClock, type Violation } from '@fullstop/core';
import { findViolationId } from '@fullstop/store';
import { BadRequestException, Inject, Injectable, UnprocessableEntityException } from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import type { IntakeJson, NewViolationJson } from './new-violation.js';

const ACCOUNT_ID = /^\d{12}$/;
const MAX_TITLE = 32;

/** Stores violations that come over the API, through the same door as those of plugins. */
@Injectable()
export class ViolationIntake {
  readonly #options: ApiOptions;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#options = options as ApiOptions;
  }

  /**
   * Stores a violation durably, unless it is stored already.
   * @throws {BadRequestException} for an account id of another form.
   * @throws {UnprocessableEntityException} for a violation type that nobody registered, unless such types may be created.
   */
  async store(given: NewViolationJson, actor: string): Promise<IntakeJson> {
    const { accountIdPattern = ACCOUNT_ID, clock = systemClock, database } = this.#options;
    if (!accountIdPattern.test(given.account_id)) {
      throw new BadRequestException(`account_id: expected an AWS account id (${accountIdPattern.source})`);
    }
    const violation = violationOf(given, clock.now());
    const duplicate = await this.#commit(violation, actor);
    const id = await findViolationId(database.dataSource, violation);
    if (id === undefined) throw new Error('A violation that was just stored is not there');
    return { id, duplicate };
  }

  /** @returns whether it was stored before. */
  async #commit(violation: Violation, actor: string): Promise<boolean> {
    const { store, createUnknownTypes = false } = this.#options;
    const commit = async () => {
      const { duplicateViolations } = await store.commit({ violations: [violation], actor });
      return duplicateViolations > 0;
    };
    try {
      return await commit();
    } catch (error) {
      if (!isUnknownType(error)) throw error;
      if (!createUnknownTypes) throw unknownType(violation.type, error);
      await store.registerViolationTypes([typeOf(violation.type)]);
      return commit();
    }
  }
}

function violationOf(given: NewViolationJson, now: Date): Violation {
  const identity = {
    accountId: given.account_id,
    region: given.region,
    eventId: given.event_id,
    type: given.violation_type,
    instanceId: given.instance_id ?? null,
  };
  return {
    ...identity,
    eventTime: now,
    username: given.username ?? null,
    pluginClass: null,
    metaInfo: given.meta_info,
    applicationId: given.application_id ?? null,
    applicationVersion: given.application_version ?? null,
    fingerprint: fingerprintOf(identity, undefined),
  };
}

/** What a type has that nobody described; a plugin that declares it later says more. */
function typeOf(id: string) {
  const title = [...id].slice(0, MAX_TITLE).join('');
  const helpText = 'This type came over the API with a violation; nobody has described it yet.';
  return { id, title, helpText, severity: 0, priority: 4 } as const;
}

function isUnknownType(error: unknown): boolean {
  return error instanceof FullstopError && error.code === 'UNKNOWN_VIOLATION_TYPE';
}

function unknownType(type: string, cause: unknown): UnprocessableEntityException {
  return new UnprocessableEntityException(
    `violation_type: there is no type ${type.slice(0, 255)}; GET /api/violation-types lists those that are known`,
    { cause },
  );
}
