import { useState } from 'react';
import type { FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { useGateway } from '../data/Gateway.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { useWords } from '../i18n/Language.tsx';

export interface Refusals {
  readonly errors: readonly FormError[];
  /** After too many attempts: the gateway's time of the next one. */
  readonly until: number | undefined;
  /** What the form itself found missing; nothing clears what was said before. */
  missing(errors: readonly FormError[]): boolean;
  refused(error: unknown): void;
}

/** What must be mended in a form, by the form or by the gateway; a refusal stands at `field`. */
export function useRefusals(field: string): Refusals {
  const { say } = useWords();
  const { freshness } = useGateway();
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const [until, setUntil] = useState<number | undefined>();
  return {
    errors,
    until,
    missing: (found) => {
      setErrors(found);
      setUntil(undefined);
      return found.length > 0;
    },
    refused: (error) => {
      const wait = waitOf(error);
      setUntil(wait === undefined ? undefined : freshness.serverNow() + wait);
      setErrors(wait === undefined ? [{ field, message: problemText(error, say) }] : []);
    },
  };
}

function waitOf(error: unknown): number | undefined {
  if (!(error instanceof RefusedError) || error.problem.code !== 'too-many-attempts') return undefined;
  return error.problem.retryAfterMs;
}
