import { FIRMWARE } from '../../firmware-sim/firmware.ts';
import { type History, liveThrough } from '../../firmware-sim/history/history.ts';
import type { Span } from '../../firmware-sim/scenarios/timeline.ts';
import type { Config, PlanItem } from '../../protocol/messages/downlink.ts';
import type { DemoHamlet, DemoNode } from './district.ts';
import { timelineFor } from './fates.ts';
import { referenceOf } from './horn-tests.ts';

/** Beats of the past come every ten minutes: 90 days of 30 s beats would say the same. */
export const PAST_BEAT_MS = 600_000;

export interface Life {
  readonly hamlet: DemoHamlet;
  readonly node: DemoNode;
  readonly privateKey: string;
  readonly window: Span;
  readonly items: readonly PlanItem[];
  readonly config: Pick<Config, 'quiet' | 'maxRunMs' | 'volume' | 'selfTest'>;
  readonly seed: string;
}

/** What a node signed and said, lived through by the simulator's own node under the hamlet's fate. */
export function lived({ hamlet, node, privateKey, window, items, config, seed }: Life): History {
  return liveThrough({
    node: { node: node.id, privateKey, sensor: node.sensor, horns: node.horns, reference: referenceOf(node) },
    window,
    timeline: timelineFor(node.fate, seed, hamlet.id, node.id, window),
    items,
    planVersion: window.from,
    config: { ...config, beatMs: PAST_BEAT_MS },
    firmware: FIRMWARE,
    seed,
  });
}
