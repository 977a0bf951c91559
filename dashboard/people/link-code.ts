import { useEffect, useState } from 'react';
import { codeOfFragment } from './entries.ts';

/** The code of the link that was opened; it leaves the address bar at once, so that nobody reads or sends it on. */
export function useLinkCode(): string | undefined {
  const [code] = useState(() => codeOfFragment(window.location.hash));
  useEffect(() => {
    if (window.location.hash) window.history.replaceState(null, '', window.location.pathname);
  }, []);
  return code;
}
