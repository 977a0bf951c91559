import { useEffect, useState } from 'react';

/** Where one came from, whatever page that was. */
export const BACK = 'back';

/**
 * While somebody speaks, nobody leaves the page by a slip: a link, Back, closing the tab. Answers where the person wants to go
 * (`BACK` for Back), until it was decided.
 */
export function useLeaveGuard(on: boolean) {
  const [wanted, setWanted] = useState<string | undefined>();
  useEffect(() => {
    if (!on) return setWanted(undefined);
    const here = location.href;
    const unload = (event: BeforeUnloadEvent) => event.preventDefault();
    const click = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted(link.pathname + link.search);
    };
    const back = (event: PopStateEvent) => {
      // The router must not hear of it: the page stays.
      event.stopImmediatePropagation();
      history.pushState(null, '', here);
      setWanted(BACK);
    };
    window.addEventListener('beforeunload', unload);
    document.addEventListener('click', click, true);
    window.addEventListener('popstate', back, true);
    return () => {
      window.removeEventListener('beforeunload', unload);
      document.removeEventListener('click', click, true);
      window.removeEventListener('popstate', back, true);
    };
  }, [on]);
  return { wanted, stay: () => setWanted(undefined) };
}
