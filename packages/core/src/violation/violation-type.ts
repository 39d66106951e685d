/** 0 (informative) to 4 (critical). */
export type Severity = 0 | 1 | 2 | 3 | 4;

/** 1 (act first) to 4 (act when convenient). */
export type Priority = 1 | 2 | 3 | 4;

/** A kind of violation (elsewhere: finding type, rule). Declared by the plugin that reports it. */
export interface ViolationType<Id extends string = string> {
  /** Names the bad state in capitals, such as `EC2_WITH_KEYPAIR`. */
  readonly id: Id;
  /** At most 32 characters. */
  readonly title: string;
  /** What is wrong and what to do about it. */
  readonly helpText: string;
  readonly severity: Severity;
  readonly priority: Priority;
  /** Default `false`. */
  readonly auditRelevant?: boolean;
}

/** Checks a violation type and freezes it. @throws {TypeError} naming what is wrong. */
export function defineViolationType<const Id extends string>(type: ViolationType<Id>): ViolationType<Id> {
  if (!/^[A-Z][A-Z0-9_]*$/.test(type.id)) {
    throw new TypeError(`Violation type ${type.id}: the id must be capitals, digits and underscores`);
  }
  if (type.title.trim() === '' || type.title.length > 32) {
    throw new TypeError(`Violation type ${type.id}: the title must have 1 to 32 characters`);
  }
  if (type.helpText.trim() === '') throw new TypeError(`Violation type ${type.id}: the help text is missing`);
  if (![0, 1, 2, 3, 4].includes(type.severity)) {
    throw new TypeError(`Violation type ${type.id}: the severity must be 0 to 4, not ${type.severity}`);
  }
  if (![1, 2, 3, 4].includes(type.priority)) {
    throw new TypeError(`Violation type ${type.id}: the priority must be 1 to 4, not ${type.priority}`);
  }
  return Object.freeze({ ...type });
}
