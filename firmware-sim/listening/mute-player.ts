// pure
import type { Player, Sounding } from '../core/player.ts';

/** The mouth of a node that only listens: it has none, and says so of whatever it is told to play. */
export const MUTE_PLAYER: Player = {
  lacking: () => 'unsupported',
  prepare: () => undefined,
  start: (_piece, ended): Sounding => {
    const nothing = { playedMs: 0, heardMs: 0, failure: 'unsupported' } as const;
    ended(nothing);
    return { progress: () => nothing, stop: () => nothing, setVolume: () => undefined };
  },
};
