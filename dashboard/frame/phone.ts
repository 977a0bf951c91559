import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(max-width: 48em)');

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Is the screen a phone's? The same limit as in the style sheets. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
