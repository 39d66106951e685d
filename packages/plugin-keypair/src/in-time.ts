/**
 * Lets work wait for something no longer than some time altogether.
 * @param work gets a promise that resolves to `undefined` when the time is up.
 */
export async function inTime<Result>(
  seconds: number,
  work: (tooLate: Promise<undefined>) => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), seconds * 1000);
  });
  try {
    return await work(tooLate);
  } finally {
    clearTimeout(timer);
  }
}
