import type { MeJson } from '@fullstop/api';
import { useMemo, useState } from 'preact/hooks';
import { ChecksPage } from '../checks/checks-page.js';
import type { Problem } from '../http/problem.js';
import { useAnswer } from '../http/use-answer.js';
import { JobsPage } from '../jobs/jobs-page.js';
import { PluginsPage } from '../plugins/plugins-page.js';
import { type Place, usePlace } from '../routes/location.js';
import { routeOf } from '../routes/route.js';
import { RulesPage } from '../rules/rules-page.js';
import { Caller, CallerContext, type SignIn } from '../state/caller.js';
import { ChangesContext } from '../state/changes.js';
import { Notices } from '../state/notices.js';
import { ProblemNotice } from '../ui/problem-notice.js';
import { ViolationsPage } from '../violations/violations-page.js';
import { Header } from './header.js';
import { SignInPage } from './sign-in-page.js';
import { SignOut } from './sign-out.js';

/** The whole page, for whoever looks at it. */
export function App({ signIn }: { readonly signIn: SignIn }) {
  const [count, setCount] = useState(0);
  const changes = useMemo(() => ({ count, note: () => setCount((before) => before + 1) }), [count]);
  const place = usePlace();
  const { value: me, problem, reload } = useAnswer<MeJson>('/api/me');
  const caller = useMemo(() => me && new Caller(me, signIn), [me, signIn]);
  if (caller === undefined) {
    if (problem?.isSignedOut) return <SignInPage signIn={signIn} place={place} />;
    // Without a problem nothing is shown for the moment that it takes.
    return problem ? <Refused problem={problem} signIn={signIn} onRetry={reload} /> : null;
  }
  return (
    <CallerContext.Provider value={caller}>
      <ChangesContext.Provider value={changes}>
        <Notices>
          <a class="skip" href="#content">
            Skip to the content
          </a>
          <Header section={routeOf(place.path).section} />
          <CurrentPage place={place} />
        </Notices>
      </ChangesContext.Provider>
    </CallerContext.Provider>
  );
}

interface RefusedProps {
  readonly problem: Problem;
  readonly signIn: SignIn;
  onRetry(): void;
}

/** Says why somebody cannot come in, and lets them come as somebody else. */
function Refused({ problem, signIn, onRetry }: RefusedProps) {
  return (
    <main class="sign-in">
      <ProblemNotice problem={problem} onRetry={onRetry} />
      {signIn === 'browser' && <SignOut />}
    </main>
  );
}

function CurrentPage({ place }: { readonly place: Place }) {
  const { section, id } = routeOf(place.path);
  switch (section) {
    case 'rules':
      return <RulesPage openId={id} />;
    case 'checks':
      return <ChecksPage />;
    case 'jobs':
      return <JobsPage />;
    case 'plugins':
      return <PluginsPage />;
    default:
      return <ViolationsPage place={place} openId={id} />;
  }
}
