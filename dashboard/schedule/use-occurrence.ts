import type { Programme } from '../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { useChangeOccurrence } from './ask.ts';
import { rememberChange } from './last-change.ts';

/** Changes runs of a programme as it was read, and remembers it for «Hoàn tác». */
export function useOccurrence(programme: Programme, onDone: () => void) {
  const { account } = useMe();
  const now = useServerNow(60_000);
  const change = useChangeOccurrence(programme.id);
  return {
    isPending: change.isPending,
    error: change.error,
    act(at: number, scope: OccurrenceChange['scope'], what: OccurrenceChange['change'], sentence: string) {
      const { version } = programme;
      change.mutate(
        { at, scope, ...(version === undefined ? {} : { version }), change: what },
        {
          onSuccess: () => {
            rememberChange({ programme: programme.id, account: account.id, sentence, at: now });
            onDone();
          },
        },
      );
    },
  };
}
