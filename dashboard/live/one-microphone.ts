const NAME = 'loaxa-microphone';

/**
 * One microphone for all tabs of a browser: answers how to give it back, or nothing where another tab has it. The browser
 * itself gives it back when the tab goes. Where there are no locks (before Chrome 69) the gateway alone refuses the second.
 */
export function takeMicrophone(): Promise<(() => void) | undefined> {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    void navigator.locks.request(NAME, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(undefined);
      return new Promise<void>((giveBack) => resolve(giveBack));
    });
  });
}
