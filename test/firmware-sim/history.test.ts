import { describe, expect, it } from 'vitest';
import { benchIdentity } from '../../firmware-sim/fleet/bench-identity.ts';
import { type HistoryInput, liveThrough } from '../../firmware-sim/history/history.ts';
import { SCENARIO_NAMES, type ScenarioName, timelineOf } from '../../firmware-sim/scenarios/scenarios.ts';
import { isWithin, without } from '../../firmware-sim/scenarios/timeline.ts';
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
      expect(entries.map(({ jws }) => jws)).toEqual(liveThrough(given).entries.map(({ jws }) => jws));
      const powered = without(given.window, given.timeline.off);
      for (const { from, to, beats } of sessions) {
        expect(isWithin(powered, from)).toBe(true);
        expect(beats.every((at) => at >= from && at <= to)).toBe(true);
      }
    },
  );

  it('what happened shows in the receipts', () => {
    const told = (scenario: ScenarioName, index: number) =>
      new Set(
        liveThrough(input(scenario, index)).entries.flatMap(({ jws }) => {
          const body = entry.parse(decodeJws(jws, ENTRY_TYP).payload);
          if (body.kind !== 'receipt') return [body.kind];
          const { result, reason, heard } = body.body;
          return [`${result} ${reason ?? (heard.ms > 0 ? 'heard' : 'silent')}`];
        }),
      );
    expect(told('quiet-week', 0)).toEqual(new Set(['boot', 'full heard']));
    expect(told('power-cut', 3)).toContain('missed no-power');
    expect(told('power-cut', 3)).toContain('partial restarted');
    expect(told('wrong-clock', 3)).toContain('missed clock-untrusted');
    expect(told('wrong-clock', 3)).toContain('clock');
    const mute = [0, 1, 2, 3, 4, 5].map((index) => told('mute-horn', index));
    expect(mute.some((each) => each.has('full silent') && each.has('fault'))).toBe(true);
    expect(told('dark', 0).size).toBe(0);
  });

  it('an entry reaches the gateway only when the node had power and signal', () => {
    const given = input('bad-4g', 1, 20);
    const online = without(given.window, [...given.timeline.off, ...given.timeline.cut]);
    for (const { at } of liveThrough(given).entries) {
      expect(at > given.window.to || online.some(({ from, to }) => at >= from && at <= to + 2_000)).toBe(true);
    }
  });

  it('ninety days of one node take less than 150 ms of CPU', () => {
    liveThrough(input('power-cut', 0));
    const inputs = Array.from({ length: 10 }, (_, index) => input('power-cut', index + 1));
    const began = process.cpuUsage();
    for (const each of inputs) liveThrough(each);
    expect(process.cpuUsage(began).user / 1_000 / inputs.length).toBeLessThan(150);
  });
});
