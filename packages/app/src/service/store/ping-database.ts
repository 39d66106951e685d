import type { Database } from '@fullstop/store';

/** Longest time that the database may take to answer, in milliseconds. */
const TIMEOUT_MS = 3000;

/** Asks the database for a sign of life. @throws when there is none in time. */
export async function pingDatabase({ dataSource }: Database): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    await Promise.race([dataSource.query('select 1'), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
