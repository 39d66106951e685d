import { useEffect, useState } from 'preact/hooks';

/** Where this page is. */
export interface Place {
  readonly path: string;
  /** Empty, or with its question mark. */
  readonly search: string;
}

const MOVED = 'fullstop:moved';

/** The place in the address bar, as it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const follow = () => setPlace(here());
    window.addEventListener('popstate', follow);
    window.addEventListener(MOVED, follow);
    return () => {
      window.removeEventListener('popstate', follow);
      window.removeEventListener(MOVED, follow);
    };
  }, []);
  return place;
}

/** Goes to another place of this page; `replace` leaves no step in the history. */
export function go(to: string, { replace = false } = {}): void {
  if (replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  window.dispatchEvent(new Event(MOVED));
}

function here(): Place {
  const { pathname, search } = window.location;
  return { path: pathname, search };
}
