import { FIRMWARE } from '../../firmware-sim/firmware.ts';
import type { FleetNode } from '../../firmware-sim/fleet/fleet-node.ts';
import type { History } from '../../firmware-sim/history/history.ts';
import { listenThrough } from '../../firmware-sim/history/listening-history.ts';
import type { EarState } from '../../firmware-sim/listening/modelled-ear.ts';
import type { PrintShelf } from '../../firmware-sim/listening/prints.ts';
import { hornAt, type Span } from '../../firmware-sim/scenarios/timeline.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Person } from '../../gateway/http/app.ts';
import type { Print } from '../../protocol/fingerprint/print.ts';
import { decodePrint } from '../../protocol/fingerprint/print-file.ts';
import { nodeIdFrom } from '../../protocol/ids.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import { bytesOf, type DemoDistrict, type DemoHamlet, type DemoNode } from './district.ts';
import { scenarioOf, timelineFor } from './fates.ts';
import { hangUp } from './identities.ts';
import { PAST_BEAT_MS } from './lives.ts';
import { passesOn } from './timetable.ts';

/** A listening node of the demo: whose pole it hangs on, and what its microphone is like. */
export interface DemoEar {
  readonly hamlet: DemoHamlet;
  readonly node: DemoNode;
  readonly beside: DemoNode;
  readonly ear: EarState;
}

/** Each session costs a second of comparing: a few days are enough to look at. */
const EAR_DAYS = 2;

export function earsCameAt(window: Span): number {
  return Math.max(window.from, startOfDay(dayOf(window.to - EAR_DAYS * DAY_MS)));
}

/** Three: one that hears, one beside horns that are mute now, one whose microphone is dead. */
export function earsOf({ communes }: DemoDistrict, seed: string, at: number): DemoEar[] {
  // A modelled ear hears recordings, not what is passed on.
  const hamlets = communes.filter((commune) => !passesOn(commune, seed)).flatMap((commune) => commune.hamlets);
  const isMute = ({ id, nodes }: DemoHamlet) =>
    nodes.some((node) => hornAt(timelineFor(node.fate, seed, id, node.id, { from: at, to: at + 1 }), at) === 'mute');
  const well = hamlets.filter(({ nodes }) => nodes.every(({ fate }) => fate === 'well'));
  const mute = hamlets.find(isMute) ?? hamlets.find(({ nodes }) => nodes.some(({ fate }) => fate === 'mute'));
  const places: [DemoHamlet | undefined, EarState][] = [
    [well.at(0), 'healthy'],
    [mute, 'healthy'],
    [well.at(-1), 'deaf'],
  ];
  return places.flatMap(([hamlet, ear], index): DemoEar[] => {
    const beside = hamlet?.nodes.find(({ fate }) => fate === 'mute' || fate === 'half-mute') ?? hamlet?.nodes[0];
    if (!hamlet || !beside) return [];
    const code = `NGHE-${String(index + 1).padStart(2, '0')}`;
    const { place, latitude, longitude } = beside;
    const id = nodeIdFrom(bytesOf(seed, 'ear', code));
    const node = { id, code, place, latitude, longitude, horns: 0, sensor: 'none', fate: beside.fate } as const;
    return [{ hamlet, node, beside, ear }];
  });
}

/** Hangs them up and lets them live through what is left of the window. */
export async function listenInPast(
  gateway: Gateway,
  technician: Person,
  ears: readonly DemoEar[],
  window: Span,
  seed: string,
): Promise<{ readonly fleet: FleetNode[]; readonly lives: { readonly node: string; readonly history: History }[] }> {
  const came = await hangUp(gateway, ears);
  for (const { node, hamlet } of ears) await gateway.listeners.set(technician, node.id, hamlet.id);
  const records = ears.map(({ node }) => gateway.nodes.known(node.id));
  const sessions = await gateway.listening.listenFor(records, window);
  const prints = shelfOf(gateway);
  const lives: { node: string; history: History }[] = [];
  const fleet: FleetNode[] = [];
  for (const [index, { node, hamlet, beside, ear }] of ears.entries()) {
    const device = came[index];
    if (!device) continue;
    const timeline = timelineFor(beside.fate, seed, hamlet.id, beside.id, window);
    const history = await listenThrough({
      ...{ node: { node: node.id, privateKey: device.privateKey }, window, prints, ear, seed },
      ...{ sessions: sessions.get(node.id) ?? [], firmware: FIRMWARE, beatMs: PAST_BEAT_MS },
      sounds: (at) => hornAt(timeline, at) === 'healthy',
    });
    lives.push({ node: node.id, history });
    fleet.push({ ...device, ear, beside: beside.id, scenario: scenarioOf(beside.fate) });
  }
  return { fleet, lives };
}

/** As a node fetches them, without the way there. */
function shelfOf({ recordings }: Gateway): PrintShelf {
  const held = new Map<string, Promise<Print | undefined>>();
  const get = (recording: string) => {
    const print = held.get(recording) ?? recordings.prints.of(recording).then(decodePrint);
    held.set(recording, print);
    return print;
  };
  return { want: () => undefined, get };
}
