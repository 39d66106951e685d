import { Link } from '../routes/link.js';
import { SECTIONS, type Section } from '../routes/route.js';
import { useCaller } from '../state/caller.js';
import { SignOut } from './sign-out.js';

/** Where one is, where one can go, and as whom. */
export function Header({ section }: { readonly section: Section }) {
  const { uid, signIn, mayEditRules } = useCaller();
  const shown = SECTIONS.filter((each) => each !== 'rules' || mayEditRules);
  return (
    <header class="top">
      <Link to="/violations" class="brand" label="Fullstop: all open violations">
        <span class="brand-name">fullstop</span>
        <span class="brand-dot" />
      </Link>
      <nav class="sections" aria-label="Sections">
        {shown.map((each) => (
          <Link key={each} to={`/${each}`} isCurrent={each === section}>
            {each}
          </Link>
        ))}
      </nav>
      <div class="who">
        <a href="/swagger-ui.html">API</a>
        {signIn === 'none' ? (
          <span title="Nobody has to sign in: this server listens on this machine only.">{uid}</span>
        ) : (
          <span title="You are signed in as this user">{uid}</span>
        )}
        {signIn === 'browser' && <SignOut />}
      </div>
    </header>
  );
}
