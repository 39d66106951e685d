import type { ScanContext } from '@fullstop/core';
import { CredentialReportError } from './credential-report-error.js';
import type { ParsedReport } from './parse-credential-report.js';

/** Notes the lines of a report that could not be read: whoever is in them was not looked at. */
export function noteBrokenLines(
  accountId: string,
  { brokenLines }: ParsedReport,
  context: ScanContext,
): void {
  for (const line of brokenLines) {
    const error = new CredentialReportError(
      accountId,
      `line ${line} has not as many fields as there are columns`,
    );
    context.problem(`line ${line} of the credential report`, error);
  }
}
