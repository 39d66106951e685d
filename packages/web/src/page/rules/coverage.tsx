import type { RuleTestJson } from '@fullstop/api';
import { useEffect, useState } from 'preact/hooks';
import { counted } from '../format/words.js';
import { asProblem, type Problem } from '../http/problem.js';
import { send } from '../http/request.js';
import { violationPath } from '../routes/route.js';
import { ProblemNotice } from '../ui/problem-notice.js';
import { isNarrowed, type RuleDraft, ruleInputOf } from './rule-draft.js';

/** Time for somebody to type on, before the server is asked. */
const PAUSE_MS = 300;

/** What a rule would cover: an answer, a problem, or neither while it is being found out or there is nothing to ask. */
export interface CoverageAnswer {
  readonly test?: RuleTestJson;
  readonly problem?: Problem;
  readonly isAsking: boolean;
}

/** Asks what a rule would cover, a moment after its last change. */
export function useCoverage(draft: RuleDraft): CoverageAnswer {
  const [answer, setAnswer] = useState<CoverageAnswer>({ isAsking: false });
  const { criteria } = draft;
  const asked = isNarrowed(draft) ? JSON.stringify(ruleInputOf({ criteria, reason: '', expiry: '' })) : '';
  useEffect(() => {
    if (asked === '') {
      setAnswer({ isAsking: false });
      return;
    }
    let isCurrent = true;
    const say = (said: CoverageAnswer) => {
      if (isCurrent) setAnswer(said);
    };
    setAnswer((before) => ({ ...before, isAsking: true }));
    const timer = window.setTimeout(() => {
      send<RuleTestJson>('/api/whitelisting-rules/test', { method: 'POST', json: JSON.parse(asked) }).then(
        (test) => say({ test, isAsking: false }),
        (error: unknown) => say({ problem: asProblem(error), isAsking: false }),
      );
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      window.clearTimeout(timer);
    };
  }, [asked]);
  return answer;
}

/** Says what a rule would cover. */
export function Coverage({ coverage: { test, problem, isAsking } }: { readonly coverage: CoverageAnswer }) {
  return (
    <div class={`coverage ${isAsking ? 'is-loading' : ''}`} aria-live="polite" aria-busy={isAsking}>
      {problem && <ProblemNotice problem={problem} />}
      {!problem && test && <Covered test={test} />}
      {!problem && !test && (
        <p class="fine">
          {isAsking
            ? 'Looking what it would cover…'
            : 'A rule that asks for nothing is refused: fill in a field.'}
        </p>
      )}
    </div>
  );
}

function Covered({ test }: { readonly test: RuleTestJson }) {
  const { matches, complete, not_evaluable, by_type, by_account, samples } = test;
  return (
    <>
      <p class="coverage-count">
        <b>{counted(matches, 'open violation')}</b> would be covered
        {complete ? '.' : ', or more: there was no time to look at all.'}
      </p>
      {not_evaluable > 0 && (
        <p class="fine">
          It cannot be applied to {counted(not_evaluable, 'violation')}, which count as not covered.
        </p>
      )}
      {(by_type.length > 1 || by_account.length > 1) && (
        <p class="fine">
          {[
            ...by_type.map(({ type, quantity }) => `${type} ${quantity}`),
            ...by_account.map(({ account, quantity }) => `${account} ${quantity}`),
          ].join(' · ')}
        </p>
      )}
      {samples.length > 0 && (
        <p class="fine">
          For instance{' '}
          {samples.slice(0, 5).map(({ id }, position) => (
            <span key={id}>
              {position > 0 && ', '}
              <a href={violationPath(id)} target="_blank" rel="noreferrer">
                #{id}
              </a>
            </span>
          ))}
        </p>
      )}
    </>
  );
}
