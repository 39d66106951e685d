import type { Problem } from '../http/problem.js';

interface ProblemNoticeProps {
  readonly problem: Problem | undefined;
  /** Asks again, where that can help. */
  onRetry?(): void;
}

/** Says what went wrong, in the words of the server; nothing while nothing is wrong. */
export function ProblemNotice({ problem, onRetry }: ProblemNoticeProps) {
  if (problem === undefined) return null;
  const { message, fields, requestId, isSignedOut } = problem;
  const others = fields.filter((field) => !message.includes(field.message));
  return (
    <div class="problem" role="alert">
      <p>{message}</p>
      {others.length > 0 && (
        <ul>
          {others.map((field) => (
            <li key={field.field}>{field.message}</li>
          ))}
        </ul>
      )}
      {requestId !== undefined && (
        <p class="fine">
          Request id <code>{requestId}</code>
        </p>
      )}
      {isSignedOut && (
        // In another tab: what was typed here stays.
        <p>
          <a href="/" target="_blank" rel="noreferrer">
            Sign in in another tab
          </a>
          , then try again here.
        </p>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
