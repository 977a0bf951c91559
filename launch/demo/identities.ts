import { EntrySigner, newPrivateKey } from '../../firmware-sim/core/signer.ts';
import { FIRMWARE } from '../../firmware-sim/firmware.ts';
import type { FleetNode } from '../../firmware-sim/fleet/fleet-node.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { newBirth } from './birth.ts';
import type { DemoHamlet, DemoNode } from './district.ts';
import { scenarioOf } from './fates.ts';

const SYSTEM = { id: 'system' };

/** Hangs these nodes up at the clock's instant: created, enrolled and born. Keys are made afresh: only the story has a seed. */
export async function hangUp(
  gateway: Gateway,
  places: readonly { hamlet: DemoHamlet; node: DemoNode }[],
): Promise<FleetNode[]> {
  const { nodes, enrolment, births, presence, clock } = gateway;
  if (places.length === 0) return [];
  const record = { by: SYSTEM.id, action: 'node.create', outcome: 'done' as const };
  await nodes.apply(record, () =>
    places.map(({ hamlet, node: { id, code, place, horns, latitude, longitude } }) => {
      const input = { hamlet: hamlet.id, code, place, horns, latitude, longitude, technology: 'ip' as const };
      return { node: { ...nodes.newNode(input), id } };
    }),
  );
  const keys = places.map(() => newPrivateKey());
  const devices = places.map(({ node }, index) => ({
    node: node.id,
    publicKey: new EntrySigner(keys[index] ?? '').publicKey,
    firmware: FIRMWARE,
  }));
  const enrolled = await enrolment.enrolInBulk(SYSTEM, devices);
  for (const { node } of places) {
    const held = { config: nodes.known(node.id).configVersion, keys: gateway.keys.trust.list.version };
    const birth = newBirth(node, held, clock.now());
    presence.birth(node.id, birth, clock.now());
    await births.onBirth(node.id, birth);
  }
  return places.map(({ node }, index) => ({
    node: node.id,
    credential: enrolled[index]?.credential ?? '',
    privateKey: keys[index] ?? '',
    groups: [...(enrolled[index]?.groups ?? [])],
    horns: node.horns,
    sensor: node.sensor,
    code: node.code,
    scenario: scenarioOf(node.fate),
  }));
}
