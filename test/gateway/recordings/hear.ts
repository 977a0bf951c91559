import { MovableClock } from '../../../gateway/clock.ts';
import type { Database } from '../../../gateway/database/database.ts';
import { Listening } from '../../../gateway/recordings/listening.ts';
import type { StoredRecording } from '../../../gateway/recordings/recording-store.ts';
import type { Listened } from '../../../protocol/api/library.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';

type Sound = Pick<StoredRecording, 'sha256' | 'durationMs'>;

/** Somebody plays a recording to its end, minute by minute, on a clock of their own that stops at `until`. */
export async function hear(database: Database, account: string, sound: Sound, until: number): Promise<Listened> {
  const clock = new MovableClock(until - sound.durationMs);
  const listening = new Listening({ database, clock });
  let heard = await listening.report(account, sound, [{ from: 0, to: 0 }]);
  for (let from = 0; from < sound.durationMs; from += MINUTE_MS) {
    const to = Math.min(from + MINUTE_MS, sound.durationMs);
    await clock.advance(to - from);
    heard = await listening.report(account, sound, [{ from, to }]);
  }
  return heard;
}
