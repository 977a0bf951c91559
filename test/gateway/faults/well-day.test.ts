import { describe, expect, it } from 'vitest';
import { simulatedTelemetry } from '../../../firmware-sim/fleet/telemetry.ts';
import { chances } from '../../../firmware-sim/scenarios/chance.ts';
import { isLost, noisy, PLACES } from '../../../firmware-sim/scenarios/noise.ts';
import { Detector } from '../../../gateway/faults/detector.ts';
import { silentAfterMs } from '../../../gateway/faults/limits.ts';
import { Streaks } from '../../../gateway/faults/streaks.ts';
import type { Beat } from '../../../protocol/messages/uplink.ts';
import { DAY_MS } from '../../../protocol/units.ts';

const BEAT_MS = 30_000;
const NODES = 30;
const START = Date.parse('2026-11-22T17:00:00Z');
const SESSION = '01JDB5K3X8Q4S0000000000001';

/** A day of one node with which nothing is wrong: what the watch would tell of it. */
function aDayOf(index: number) {
  const place = PLACES[index % PLACES.length] as (typeof PLACES)[number];
  const node = `n${index}`;
  const [air, sensors, pace] = [chances('air', index), chances('sensors', index), chances('pace', index)];
  const told: string[] = [];
  const open = new Set<string>();
  const detector = new Detector({
    now: () => START,
    isOpen: (kind) => open.has(kind),
    hasOpen: () => open.size > 0,
    raise: (kind) => {
      if (!open.has(kind)) told.push(`${place} ${kind}`);
      open.add(kind);
    },
    clear: (kind) => open.delete(kind),
    ...{ isKnown: () => false, sinceOf: () => undefined },
    presence: { latest: () => latest, gapOf: () => gapMs, bootOf: () => undefined, clockStateOf: () => 'trusted' },
  });
  let latest: Beat | undefined;
  let gapMs: number | undefined;
  let heardAt = START;
  let beats = 0;
  let lost = 0;
  let inARow = 0;
  let rowsOfThree = 0;
  for (let at = START; at < START + DAY_MS; at += BEAT_MS * (0.9 + 0.2 * pace()), beats++) {
    if (isLost(place, air)) {
      lost++;
      if (++inARow === 3) rowsOfThree++;
      continue;
    }
    if (at - heardAt > silentAfterMs(BEAT_MS)) told.push(`${place} silent`);
    gapMs = at - heardAt;
    heardAt = at;
    inARow = 0;
    // On the way for up to a second and a half, and the clock is off by as much.
    const beat = {
      v: 1 as const,
      node,
      session: SESSION,
      seq: beats,
      at: at - 3_000 * pace(),
      uptimeMs: 1,
      beatMs: BEAT_MS,
    };
    const measured = { ...simulatedTelemetry(node, at, false), line: 'ok' as const, amplifier: 'ok' as const };
    detector.overdue(at, START);
    latest = { ...beat, ...noisy(measured, place, sensors) };
    detector.beat(node, latest, at);
  }
  return { told, beats, lost, rowsOfThree };
}

describe('a day of nodes with which nothing is wrong', () => {
  it('raises nothing but the silence of three beats lost in a row, though sensors scatter and some hang near a limit', () => {
    const days = Array.from({ length: NODES }, (_, index) => aDayOf(index));
    const told = days.flatMap((day) => day.told);
    const sum = (of: (day: (typeof days)[number]) => number) => days.reduce((all, day) => all + of(day), 0);
    const [beats, lost] = [sum((day) => day.beats), sum((day) => day.lost)];
    console.info('a day of well nodes:', JSON.stringify({ nodes: NODES, beats, lost, told }));
    expect(lost / beats).toBeGreaterThan(0.01);
    expect(told.filter((one) => !one.endsWith(' silent'))).toEqual([]);
    expect(told.length).toBeLessThanOrEqual(sum((day) => day.rowsOfThree));
    // Three in a row of 3 % that are lost: 0.08 a day.
    expect(told.length / NODES).toBeLessThan(0.1);
  });
});

describe('a beat that is lost', () => {
  const [first, between, last] = [0, 30_000, 60_000];
  it.each([
    { fact: 'between two bad ones does not make three of two that came late', at: [first, between], down: false },
    { fact: 'between two bad ones does not put the fault off', at: [first, last], down: true },
    { fact: 'on none makes three readings a fault', at: [first, between, last], down: true },
  ])('$fact', ({ at, down }) => {
    const streaks = new Streaks();
    const turns = at.map((instant) => streaks.bad('weak-signal', { at: instant, intervalMs: BEAT_MS }));
    expect(turns.at(-1) !== undefined).toBe(down);
  });
});
