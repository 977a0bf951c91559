// pure

/** What this device knows of a draft: the version it saw last, and whether it holds words that were not kept elsewhere yet. */
export interface Held {
  readonly seen?: number | undefined;
  readonly unsent: boolean;
}

export type Step = 'nothing' | 'take' | 'send' | 'ask';

/**
 * What to do with the server's draft: the newer one wins without a word where only one device changed it, and the person is asked
 * where both did. What was sent or dropped elsewhere is not there; what is typed here stays.
 */
export function stepOf({ seen, unsent }: Held, remote: { readonly version: number } | undefined): Step {
  if (remote === undefined || remote.version === seen) return unsent ? 'send' : 'nothing';
  return unsent ? 'ask' : 'take';
}
