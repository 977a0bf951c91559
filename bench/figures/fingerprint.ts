import { heardIn, QUIET_ROOM, ROADSIDE, type Room } from '../../firmware-sim/listening/room.ts';
import { matchSeconds } from '../../protocol/fingerprint/match.ts';
import { type HeardPrint, PRINT_RATE, printOf } from '../../protocol/fingerprint/print.ts';
import { babble, tune } from '../broadcast-sound.ts';
import type { Options } from '../options.ts';
import { figure } from '../report.ts';

const BLOCK_SECONDS = 10;
/** A block counts as matched when this many of its seconds did; as falsely matched when one did. */
const MOST_OF_A_BLOCK = 8;
const NOISE_MS = 4_000;

const ROOMS: Readonly<Record<string, Room>> = {
  'quiet 20 dB': QUIET_ROOM,
  '10 dB': { ...QUIET_ROOM, snrDb: 10, seed: 11 },
  '5 dB': { ...QUIET_ROOM, snrDb: 5, seed: 12 },
  'roadside 10 dB': ROADSIDE,
  'roadside 5 dB': { ...ROADSIDE, snrDb: 5, seed: 13 },
  'roadside 10 dB, 0.3 % fast': { ...ROADSIDE, speed: 1.003, seed: 14 },
  'even horns 5 dB': {
    echoes: [
      { ms: 120, share: 0.9 },
      { ms: 260, share: 0.8 },
      { ms: 390, share: 0.7 },
    ],
    ...{ snrDb: 5, limiter: 1.5, seed: 15 },
  },
};

interface Recording {
  readonly sound: Float64Array;
  readonly print: HeardPrint;
}

/** How many 10-second blocks are known again through a modelled FM channel, and how many are taken for something else. */
export async function fingerprint(options: Options): Promise<void> {
  const [each, words] = options.quick ? [2, 60] : [6, 180];
  const kinds: Record<string, Recording[]> = {
    'one voice': recordings(each, (n) => babble(words, n + 1, 'vi')),
    'another voice': recordings(each, (n) => babble(words, n + 101, 'vi-vn-x-south')),
    tunes: recordings(each, (n) => tune(words / 3, n + 201)),
  };
  const all = Object.values(kinds).flat();
  const seconds = all.reduce((sum, { sound }) => sum + sound.length / PRINT_RATE, 0);
  const began = performance.now();
  for (const { sound } of all.slice(0, 3)) printOf(sound);
  const printed = all.slice(0, 3).reduce((sum, { sound }) => sum + sound.length / PRINT_RATE, 0);
  figure('fingerprint.print', (performance.now() - began) / printed, 'ms/s', { recordings: all.length, seconds });
  for (const [room, channel] of Object.entries(ROOMS))
    for (const [kind, some] of Object.entries(kinds)) measure(room, channel, kind, some);
}

function recordings(count: number, soundOf: (n: number) => Float64Array): Recording[] {
  return Array.from({ length: count }, (_, n) => {
    const sound = soundOf(n);
    return { sound, print: printOf(sound) };
  });
}

function measure(room: string, channel: Room, kind: string, some: readonly Recording[]): void {
  let [right, blocks, wrong, compared] = [0, 0, 0, 0];
  some.forEach(({ sound, print }, n) => {
    const ear = printOf(heardIn({ ...channel, seed: channel.seed + n }, sound, { beforeMs: NOISE_MS, afterMs: 0 }));
    const matched = blocksOf(matchSeconds(ear, print));
    blocks += matched.length;
    right += matched.filter((count) => count >= MOST_OF_A_BLOCK).length;
    for (const other of some.filter((one) => one.sound !== sound)) {
      const mistaken = blocksOf(matchSeconds(ear, other.print));
      compared += mistaken.length;
      wrong += mistaken.filter((count) => count > 0).length;
    }
  });
  figure('fingerprint.right', (100 * right) / blocks, '%', { room, kind, blocks });
  figure('fingerprint.wrong', (100 * wrong) / compared, '%', { room, kind, compared });
}

/** Matched seconds of each whole block of the recording itself, the noise before it left out. */
function blocksOf(seconds: Int32Array): number[] {
  const own = seconds.subarray(NOISE_MS / 1_000);
  return Array.from({ length: Math.floor(own.length / BLOCK_SECONDS) }, (_, n) =>
    own.subarray(n * BLOCK_SECONDS, (n + 1) * BLOCK_SECONDS).reduce((sum, at) => sum + (at === -1 ? 0 : 1), 0),
  );
}
