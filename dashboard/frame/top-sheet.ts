import { useSyncExternalStore } from 'react';

/** A sheet that lies over the page makes all else unreachable: what must be seen and tapped now belongs into the topmost one. */
export function useTopSheet(): Element | undefined {
  return useSyncExternalStore(subscribe, topSheet);
}

/** Those that ask for what the warning itself offers (`data-alone`) carry none. */
function topSheet(): Element | undefined {
  return [...document.querySelectorAll('dialog[open]:not([data-alone])')].at(-1);
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['open'] });
  return () => observer.disconnect();
}
