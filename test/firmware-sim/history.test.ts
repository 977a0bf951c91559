import { describe, expect, it } from 'vitest';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { type HistoryInput, liveThrough } from '../../firmware-sim/history/history.ts';
import { SCENARIO_NAMES, type ScenarioName, timelineOf } from '../../firmware-sim/scenarios/scenarios.ts';
import { ENTRY_TYP } from '../../protocol/channels.ts';
import { check } from '../../protocol/codec.ts';
import { decodeJws } from '../../protocol/jws.ts';
import { entry } from '../../protocol/messages/uplink.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { addDays, dayOf, instantAt, startOfDay } from '../../protocol/vietnam-time.ts';
import { planItemAt } from './material.ts';

const FROM = startOfDay('2026-08-24');
const DAYS = 90;

function input(scenario: ScenarioName, index = 0, days = DAYS): HistoryInput {
  const node = benchIdentity('history', index);
  const window = { from: FROM, to: FROM + days * DAY_MS };
  const items = Array.from({ length: days }, (_, day) => addDays(dayOf(FROM), day)).flatMap((day) => [
    planItemAt(instantAt(day, '05:00'), 20 * 60_000),
    planItemAt(instantAt(day, '17:00'), 20 * 60_000),
    planItemAt(instantAt(day, '18:00'), 60_000),
  ]);
  return {
    node: { node: node.node, privateKey: node.privateKey, sensor: 'microphone' },
    window,
    timeline: timelineOf(scenario, 'seed', node.node, window),
    items,
    planVersion: 7,
    config: {
      beatMs: 600_000,
      quiet: [{ from: '21:00', to: '05:00' }],
      maxRunMs: 7_200_000,
      volume: { emergency: 100, priority: 80, normal: 70 },
    },
    firmware: 'sim',
    seed: 'seed',
  };
}

describe('history', () => {
  it.each(SCENARIO_NAMES)(
    '%s: every run is reported once, in a signed entry of the protocol, or not at all by a node still off',
    (scenario) => {
      const given = input(scenario, 3);
      const { entries, sessions } = liveThrough(given);
      const bodies = entries.map(({ jws }) => {
        const body = check(entry, decodeJws(jws, ENTRY_TYP).payload);
        if (!body.ok) throw new Error(body.why);
        return body.body;
      });
      const runs = bodies.flatMap((body) => (body.kind === 'receipt' ? [JSON.stringify(body.body.run)] : []));
      expect(new Set(runs).size).toBe(runs.length);
      if (scenario !== 'dark') expect(runs.length).toBe(given.items.length);
      expect(bodies.map((body) => body.seq)).toEqual(bodies.map((_, index) => index));
      const results = new Map<string, number>();
      for (const body of bodies) {
        const key =
          body.kind === 'receipt'
            ? `${body.body.result} ${body.body.reason ?? ''} ${body.body.heard.ms > 0 ? 'heard' : 'silent'}`
            : body.kind;
        results.set(key, (results.get(key) ?? 0) + 1);
      }
      console.log(
        scenario,
        Object.fromEntries(results),
        sessions.length,
        sessions.reduce((sum, session) => sum + session.beats.length, 0),
      );
    },
  );

  it('lives through ninety days of a node in a few hundredths of a second', () => {
    const began = performance.now();
    for (let index = 0; index < 20; index++) liveThrough(input('power-cut', index));
    console.log('per node ms', (performance.now() - began) / 20);
  });
});
