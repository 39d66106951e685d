/** A job's id as environment variables spell it: `fetchEC2Job` is `FETCH_EC2_JOB`. */
export function jobConstantCase(jobId: string): string {
  return jobId
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}
