import { useState } from 'react';
import type { TypedRule } from './rule-draft.ts';

/** What is typed of one version of one rule, kept for the tab: a reload and an ended session lose nothing, another version shows none of it. */
export function useTypedRule(account: string, of: string, start: TypedRule) {
  const key = `loaxa.rule.${account}.${of}`;
  const [typed, setTyped] = useState<TypedRule>(() => kept(key) ?? start);
  return {
    typed,
    set(change: Partial<TypedRule>) {
      setTyped((before) => {
        const after = { ...before, ...change };
        sessionStorage.setItem(key, JSON.stringify(after));
        return after;
      });
    },
    drop: () => sessionStorage.removeItem(key),
  };
}

function kept(key: string): TypedRule | undefined {
  try {
    // Written by this hook only.
    return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as TypedRule | null) ?? undefined;
  } catch {
    return undefined;
  }
}
