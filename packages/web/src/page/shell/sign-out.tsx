import { send } from '../http/request.js';
import { useAction } from '../http/use-action.js';
import { ProblemNotice } from '../ui/problem-notice.js';

/** Ends the session. */
export function SignOut() {
  const action = useAction();
  const signOut = async () => {
    await send<void>('/logout', { method: 'POST' });
    // Everything that is shown was for who has left.
    window.location.assign('/');
  };
  return (
    <>
      <button type="button" class="link" disabled={action.isBusy} onClick={() => action.run(signOut)}>
        Sign out
      </button>
      <ProblemNotice problem={action.problem} />
    </>
  );
}
