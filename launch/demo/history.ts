import { setImmediate as breathe } from 'node:timers/promises';
import type { FleetNode } from '../../firmware-sim/fleet/fleet-node.ts';
import { isWithin, type Span } from '../../firmware-sim/scenarios/timeline.ts';
import type { MovableClock } from '../../gateway/clock.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Person } from '../../gateway/http/app.ts';
import { configOf } from '../../gateway/nodes/node-config.ts';
import type { PlanItem } from '../../protocol/messages/downlink.ts';
import { dayOf, weekdayOf } from '../../protocol/vietnam-time.ts';
import { outagesOf, stopsOf } from './calendar.ts';
import type { DemoDistrict, DemoHamlet, DemoNode } from './district.ts';
import { earsCameAt, earsOf, listenInPast } from './ears.ts';
import { cameAt } from './fates.ts';
import { referenceOf } from './horn-tests.ts';
import { hangUp } from './identities.ts';
import { lived } from './lives.ts';
import type { ItemsByArea } from './on-air.ts';
import { Past } from './past.ts';

export interface HistoryParts {
  readonly gateway: Gateway;
  readonly clock: MovableClock;
  readonly district: DemoDistrict;
  readonly items: ItemsByArea;
  readonly window: Span;
  readonly seed: string;
  readonly technician: Person;
  readonly say: (line: string) => void;
}

interface Place {
  readonly commune: string;
  readonly hamlet: DemoHamlet;
  readonly node: DemoNode;
}

/** Lives the window through: nodes come, play, fail and report; the gateway does what its ticks do. Returns the nodes. */
export async function makeHistory(parts: HistoryParts): Promise<FleetNode[]> {
  const { gateway, clock, district, items, window, seed, technician, say } = parts;
  const outages = outagesOf(window);
  const past = new Past(gateway, clock, outages);
  const waiting = placesOf(district).sort((a, b) => cameAt(a.node.fate, window) - cameAt(b.node.fate, window));
  const fleet: FleetNode[] = [];

  const come = async () => {
    const count = waiting.filter(({ node }) => cameAt(node.fate, window) <= clock.now()).length;
    const places = waiting.splice(0, count);
    const came = await hangUp(gateway, places);
    for (const [index, place] of places.entries()) {
      past.add(place.node.id, livedBy(parts, place, came[index]?.privateKey ?? ''));
      if (index % 63 === 62) say(`  ${fleet.length + index + 1} nodes have lived through ${daysOf(window)} days`);
      if (index % 16 === 15) await breathe();
    }
    fleet.push(...came.map((one, index) => withReference(one, places[index]?.node)));
  };
  const earsCome = async () => {
    const rest = { from: clock.now(), to: window.to };
    const ears = earsOf(district, seed, window.to);
    const heard = await listenInPast(gateway, technician, ears, rest, seed);
    for (const { node, history } of heard.lives) past.add(node, history);
    fleet.push(...heard.fleet);
    say(`  ${ears.length} listening nodes`);
  };

  await come();
  const dueAt = [...items.values()].flat().map((item) => item.startAt);
  let told = dayOf(window.from);
  let areEarsThere = false;
  for (const stop of stopsOf(window, dueAt)) {
    await past.until(stop);
    if (isWithin(outages, stop)) continue;
    await come();
    if (!areEarsThere && stop >= earsCameAt(window)) {
      areEarsThere = true;
      await earsCome();
    }
    await gateway.broadcast.tick();
    const day = dayOf(stop);
    if (day === told) continue;
    told = day;
    await night(gateway, weekdayOf(day) === 1);
    if (weekdayOf(day) === 1) say(`  told up to ${day}`);
  }
  await gateway.broadcast.nightly();
  await gateway.coverage.rollUp();
  return fleet;
}

/** What the gateway does each night; runs reach 14 days ahead, so they are planned once a week here. */
async function night(gateway: Gateway, monday: boolean): Promise<void> {
  gateway.presence.tick(gateway.clock.now());
  await gateway.faults.tick(gateway.clock.now());
  await gateway.coverage.rollUp();
  await gateway.checkpoints.make();
  if (!monday) return;
  await gateway.broadcast.nightly();
  await gateway.telemetry.nightly();
}

function livedBy({ gateway, clock, items, window, seed }: HistoryParts, place: Place, privateKey: string) {
  const { commune, hamlet, node } = place;
  const { roster, quietHours } = gateway;
  const quiet = quietHours.windowsOf(commune);
  const { volume } = gateway.broadcastSettings.at(commune);
  const selfTest = gateway.selfTestSettings.configAt(commune);
  const planned: PlanItem[] = [...(items.get(commune) ?? []), ...(items.get(hamlet.id) ?? [])];
  const record = gateway.nodes.known(node.id);
  return lived({
    hamlet,
    node,
    privateKey,
    seed,
    window: { from: clock.now(), to: window.to },
    items: planned.sort((a, b) => a.startAt - b.startAt),
    config: configOf(record, roster.groupsOf(node.id), quiet, { volume, staggerMs: 0, selfTest }, clock.now()),
  });
}

function withReference(device: FleetNode, node: DemoNode | undefined): FleetNode {
  const reference = node && referenceOf(node);
  return { ...device, ...(reference && { reference }) };
}

function placesOf(district: DemoDistrict): Place[] {
  return district.communes.flatMap((commune) =>
    commune.hamlets.flatMap((hamlet) => hamlet.nodes.map((node) => ({ commune: commune.id, hamlet, node }))),
  );
}

function daysOf(window: Span): number {
  return Math.round((window.to - window.from) / 86_400_000);
}
