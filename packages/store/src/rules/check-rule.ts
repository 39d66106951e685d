import { FullstopError } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';
import { compilePath, compilePattern } from './compiled-rule.js';
import type { Queries } from './queries.js';
import { CRITERIA, hasNoCriteria, type RuleDraft } from './rule.js';
import type { RuleFieldProblem } from './rule-errors.js';

/** What is wrong with a trimmed rule that somebody wants to store, as far as the rule itself tells. */
export function problemsOf(draft: RuleDraft, now: Date): RuleFieldProblem[] {
  const problems: RuleFieldProblem[] = [];
  if (draft.reason === '')
    problems.push({ field: 'reason', problem: 'expected why violations shall be whitelisted' });
  if (Number.isNaN(draft.expiryDate.getTime()) || draft.expiryDate <= now)
    problems.push({ field: 'expiry_date', problem: 'expected an instant in the future' });
  return [...problems, ...problemsOfCriteria(draft)];
}

function problemsOfCriteria(draft: RuleDraft): RuleFieldProblem[] {
  if (hasNoCriteria(draft)) {
    const fields = Object.values(CRITERIA).join(', ');
    return [
      { field: 'rule', problem: `a rule without criteria covers nothing; give at least one of ${fields}` },
    ];
  }
  return [
    ...syntaxProblem('image_name', draft.imageName, compilePattern),
    ...syntaxProblem('meta_info_json_path', draft.metaInfoJsonPath, compilePath),
  ];
}

function syntaxProblem(
  field: string,
  text: string | null,
  compile: (text: string) => unknown,
): RuleFieldProblem[] {
  if (text === null) return [];
  try {
    compile(text);
    return [];
  } catch (error) {
    if (!(error instanceof FullstopError)) throw error;
    return [{ field, problem: error.message }];
  }
}

/** Which of the violation types do not exist. */
export async function unknownTypes(
  queries: Queries,
  types: readonly (string | null)[],
): Promise<ReadonlySet<string>> {
  const given = [...new Set(types.filter((type) => type !== null))];
  if (given.length === 0) return new Set();
  const rows = await queries.query<{ id: string }[]>(
    `SELECT id FROM ${SCHEMA}.violation_type WHERE id = ANY($1::text[])`,
    [given],
  );
  const known = new Set(rows.map(({ id }) => id));
  return new Set(given.filter((type) => !known.has(type)));
}

/** What is said of a type that does not exist. */
export function unknownTypeProblem(type: string): RuleFieldProblem {
  return {
    field: CRITERIA.type,
    problem: `there is no violation type "${type}"; GET /api/violation-types lists them`,
  };
}
