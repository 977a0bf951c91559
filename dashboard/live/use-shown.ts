import { useEffect, useState } from 'react';
import { stayAwake } from '../components/microphone.ts';

/** Holds the screen awake while somebody speaks; answers whether the page was hidden meanwhile. */
export function useShown(): boolean {
  const [hidden, setHidden] = useState(document.visibilityState === 'hidden');
  useEffect(() => {
    let gone = false;
    let awake: { release(): Promise<void> } | undefined;
    const hold = async () => {
      awake = await stayAwake();
      if (gone) void awake?.release();
    };
    // The browser lets go of the screen when the page is hidden.
    const looked = () => (document.visibilityState === 'visible' ? void hold() : setHidden(true));
    document.addEventListener('visibilitychange', looked);
    void hold();
    return () => {
      gone = true;
      void awake?.release();
      document.removeEventListener('visibilitychange', looked);
    };
  }, []);
  return hidden;
}
