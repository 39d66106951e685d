import { findAwsErrorCode } from '@fullstop/aws';

/** Two ways to ask EC2 for several things. */
export interface WaysToDescribe<Thing> {
  /** By id: quick, but fails as a whole when one of them does not exist. */
  readonly byIds: (ids: string[]) => Promise<readonly Thing[]>;
  /** By filter: slow, but leaves out what does not exist. */
  readonly byFilter: (ids: string[]) => Promise<readonly Thing[]>;
  /** Codes with which EC2 says that one of the ids does not exist. */
  readonly absentCodes: readonly string[];
}

/** What EC2 said. */
export interface Described<Thing> {
  readonly things: readonly Thing[];
  /** Whether EC2 said that some of the ids do not exist: those that are not among the things. */
  readonly someDoNotExist: boolean;
}

/** Asks for several things, so that one that does not exist does not hide the others. At most two calls. */
export async function describeByIds<Thing>(
  ids: readonly string[],
  { byIds, byFilter, absentCodes }: WaysToDescribe<Thing>,
): Promise<Described<Thing>> {
  try {
    return { things: await byIds([...ids]), someDoNotExist: false };
  } catch (error) {
    if (!absentCodes.includes(findAwsErrorCode(error) ?? '')) throw error;
    return { things: ids.length > 1 ? await byFilter([...ids]) : [], someDoNotExist: true };
  }
}
