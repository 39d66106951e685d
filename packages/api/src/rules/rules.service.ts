import { InvalidRuleError, RuleStore, type RuleWithCoverage } from '@fullstop/store';
import { BadRequestException, Inject, Injectable } from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { ruleJsonOf } from './rule.js';
import { RuleImportJson } from './rule-import.js';
import { draftOf, type RuleInput } from './rule-input.js';
import type { RuleChangeParameters, RuleExpiryParameters, RuleListParameters } from './rule-parameters.js';
import { type RuleTestJson, ruleTestJsonOf } from './rule-test.js';
import { draftsInYaml } from './rule-yaml.js';

/** Whitelisting rules between the wire and the store. */
@Injectable()
export class RulesService {
  readonly #store: RuleStore;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    const { database, logger, clock } = options as ApiOptions;
    this.#store = new RuleStore(database.dataSource, { logger, ...(clock && { clock }) });
  }

  list({ active, 'unused-since': unusedSince }: RuleListParameters): Promise<RuleWithCoverage[]> {
    return this.#store.list({
      ...(active !== undefined && { isActive: active }),
      ...(unusedSince && { unusedSince }),
    });
  }

  get(id: number): Promise<RuleWithCoverage> {
    return this.#store.get(id);
  }

  versions(id: number): Promise<RuleWithCoverage[]> {
    return this.#store.versions(id);
  }

  async test(input: RuleInput): Promise<RuleTestJson> {
    return ruleTestJsonOf(await asBadRequest(this.#store.dryRun(draftOf(input))));
  }

  create(input: RuleInput, parameters: RuleChangeParameters, by: string): Promise<RuleWithCoverage> {
    return asBadRequest(this.#store.create(draftOf(input), changeOf(parameters, by)));
  }

  replace(
    id: number,
    input: RuleInput,
    parameters: RuleChangeParameters & { readonly by: string; readonly expectedVersion: number | undefined },
  ): Promise<RuleWithCoverage> {
    const { by, expectedVersion } = parameters;
    return asBadRequest(this.#store.replace(id, draftOf(input), changeOf(parameters, by), expectedVersion));
  }

  expire(id: number, { expiryDate }: RuleExpiryParameters, by: string): Promise<void> {
    return asBadRequest(this.#store.expire(id, expiryDate, { by }));
  }

  async import(yaml: unknown, parameters: RuleChangeParameters, by: string): Promise<RuleImportJson> {
    const drafts = await draftsInYaml(yaml);
    const { created, unchanged } = await asBadRequest(this.#store.import(drafts, changeOf(parameters, by)));
    return { created: created.map(ruleJsonOf), unchanged };
  }
}

function changeOf({ 'apply-to-open': applyToOpen }: RuleChangeParameters, by: string) {
  return { by, ...(applyToOpen !== undefined && { applyToOpen }) };
}

/** Says in the answer which fields the store refused. */
async function asBadRequest<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    if (!(error instanceof InvalidRuleError)) throw error;
    const errors = error.problems.map(({ field, problem }) => ({ field, message: `${field}: ${problem}` }));
    throw new BadRequestException({ message: error.message, errors }, { cause: error });
  }
}
