import type { Place } from '../routes/location.js';
import type { SignIn } from '../state/caller.js';

interface SignInPageProps {
  readonly signIn: SignIn;
  /** Where to go on afterwards. */
  readonly place: Place;
}

/** Asks who is there, or says why that is not possible here. */
export function SignInPage({ signIn, place }: SignInPageProps) {
  return (
    <main class="sign-in">
      <h1 class="brand">
        fullstop
        <span class="brand-dot" />
      </h1>
      {signIn === 'browser' ? (
        <>
          <p>Violations in your AWS accounts: look through them, resolve and whitelist them.</p>
          <a
            class="button primary"
            href={`/login?return_to=${encodeURIComponent(place.path + place.search)}`}
          >
            Sign in
          </a>
        </>
      ) : (
        <>
          <p>
            <b>Nobody can sign in here.</b> This server takes bearer tokens only.
          </p>
          <p>
            Use the REST API or the command line with a token; whoever runs this server can configure signing
            in with <code>authentication.signIn</code>.
          </p>
          <p>
            <a href="/swagger-ui.html">Description of the API</a>
          </p>
        </>
      )}
    </main>
  );
}
