import { hash } from 'node:crypto';
import type { SessionNumbers } from './session.ts';

/**
 * Rules that judge a single session alike share one roll-up; this names it. Short, since it stands in every row of five years: of
 * 2^48 names even a thousand rules would share one once in half a billion installations.
 */
export function sessionKeyOf(numbers: SessionNumbers): string {
  const percent = (share: number) => (share * 100).toFixed(3);
  const { sessionMinutesShare, hornsShare, earlyMs, vouchDays, cancelAheadMs, liveEndsSilenceMs, inspection } = numbers;
  const shares = `m${percent(sessionMinutesShare)}h${percent(hornsShare)}i${percent(inspection.hornsShare)}`;
  const said = `${shares}e${earlyMs}v${vouchDays}c${cancelAheadMs}l${liveEndsSilenceMs}`;
  return hash('sha256', said, 'base64url').slice(0, KEY_LENGTH);
}

const KEY_LENGTH = 8;
