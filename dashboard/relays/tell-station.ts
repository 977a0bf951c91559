// pure
import type { RelayEvent, RelayStation } from '../../protocol/api/relays.ts';
import type { RelayState } from '../../protocol/relays.ts';
import { RELAY_SILENCE_DB } from '../../protocol/streams.ts';
import type { Meaning, Told } from '../components/meaning.ts';
import type { Format } from '../format/format.ts';
import { knownWords } from '../i18n/known-words.ts';
import type { Say, TextKey } from '../i18n/say.ts';

const STATE: Record<RelayState, Meaning> = { unknown: 'unknown', ok: 'good', silent: 'partial', lost: 'bad' };
export function tellStation(state: RelayState): Told {
  return { meaning: STATE[state], word: `relay.state.${state}` };
}

const EVENT: Record<RelayEvent['what'], Meaning> = {
  checked: 'planned',
  lost: 'bad',
  silent: 'partial',
  back: 'good',
  began: 'on-air',
  ended: 'excused',
};
export function tellEvent(what: RelayEvent['what']): Told {
  return { meaning: EVENT[what], word: `relay.event.${what}` };
}

/** Above this a station is as loud as a bulletin; below the limit of silence it counts as none (dB). */
const LOUD_ENOUGH_DB = -30;

/** How loud it was, in a word: a bare decibel says nothing to most. */
export function levelWord(levelDb: number): TextKey {
  if (levelDb >= LOUD_ENOUGH_DB) return 'relay.level.good';
  return levelDb >= RELAY_SILENCE_DB ? 'relay.level.low' : 'relay.level.none';
}

/** «AAC, 64 kbit/s, mức tiếng vừa đủ (−18 dB)», or why nothing was found. */
export function foundText({ found, why, state }: RelayStation, say: Say, format: Format): string | undefined {
  if (found && state !== 'lost') {
    const level = say(levelWord(found.levelDb), { db: format.number(Math.round(found.levelDb)) });
    return say('relay.found', { codec: found.codec.toUpperCase(), kbps: format.number(Math.round(found.kbps)), level });
  }
  return why === undefined ? undefined : whyText(why, say);
}

/** A word of the gateway as a sentence; one nobody wrote down is shown itself. */
export function whyText(why: string, say: Say): string {
  const http = /^HTTP (\d)/.exec(why)?.[1];
  const key = `relay.why.${http ? `HTTP-${http}` : why}`;
  return key in knownWords ? say(key as TextKey, { why }) : why; // just looked up
}
