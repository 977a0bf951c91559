import type { Reference } from '../../firmware-sim/core/test-rule.ts';
import { heardOf } from '../../firmware-sim/player/timed-bench.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Person } from '../../gateway/http/app.ts';
import type { DemoCommune, DemoDistrict, DemoNode } from './district.ts';

/** So many communes let their nodes test themselves: the others show what it is like without. */
const COMMUNES = 4;
const TIMETABLE = { enabled: true, at: '09:00', everyDays: 7, volume: 20, version: 0 } as const;

/** The technician turns the weekly self-test on where horns went mute before: tests that find nothing are met there. */
export async function timetableTests(gateway: Gateway, district: DemoDistrict, technician: Person): Promise<void> {
  for (const { id } of testedCommunes(district)) await gateway.selfTestSettings.set(technician, id, TIMETABLE);
}

export function testedCommunes({ communes }: DemoDistrict): readonly DemoCommune[] {
  return [...communes].sort((a, b) => muteHamlets(b) - muteHamlets(a)).slice(0, COMMUNES);
}

/** The tone as the technician heard it on the day it was hung up, when all of its horns sounded; nothing without a sensor. */
export function referenceOf({ sensor, horns }: DemoNode): Reference | undefined {
  if (sensor === 'none') return undefined;
  const { volume } = TIMETABLE;
  return { volume, ...heardOf({ sensor, horns, horn: () => 'healthy' }, volume) };
}

function muteHamlets({ hamlets }: DemoCommune): number {
  return hamlets.filter(({ nodes }) => nodes.some(({ fate }) => fate === 'mute' || fate === 'half-mute')).length;
}
