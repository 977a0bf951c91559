// pure

import type { Beat } from '../../protocol/messages/uplink.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import { millisecondOfDay } from '../../protocol/vietnam-time.ts';
import { chance } from '../scenarios/chance.ts';
import type { DeviceState } from '../scenarios/timeline.ts';

/** Believable figures: the same node has the same place in the valley, afternoons are hot, mains sags in the evening. */
export function simulatedTelemetry(node: string, now: number, playing: boolean): Partial<Beat> {
  const hour = millisecondOfDay(now) / HOUR_MS;
  const wobble = chance(node, Math.floor(now / 60_000)) - 0.5;
  return {
    rssiDbm: Math.round(-60 - 35 * chance(node, 'signal') + 6 * wobble),
    mainsVolts: Math.round((228 - (hour > 17 && hour < 22 ? 12 : 0) - 8 * chance(node, 'line') + 4 * wobble) * 10) / 10,
    power: 'mains',
    celsius:
      Math.round(
        (30 + 9 * Math.sin(((hour - 8) / 24) * 2 * Math.PI) + 4 * chance(node, 'sun') + (playing ? 6 : 0) + wobble) *
          10,
      ) / 10,
    outputWatts: playing ? Math.round(70 + 20 * chance(node, 'load')) : 0,
    freeBytes: 12_000_000_000,
  };
}

/** What a device in that state measures otherwise. */
export function measuredWhen(state: DeviceState): Partial<Beat> {
  switch (state) {
    case 'on-battery':
      return { power: 'battery', mainsVolts: 0 };
    case 'weak-signal':
      return { rssiDbm: -109 };
    case 'too-hot':
      return { celsius: 81.5 };
    case 'storage-full':
      return { freeBytes: 45_000_000 };
    case 'well':
    case 'clock-drift':
    case 'no-decoder':
    case 'restarting':
      return {};
    default:
      return state satisfies never;
  }
}

/** The last word out of a capacitor. */
export const LAST_GASP: Partial<Beat> = { lastGasp: true, mainsVolts: 0, outputWatts: 0 };
