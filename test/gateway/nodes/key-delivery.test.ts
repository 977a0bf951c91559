import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../gateway/log.ts';
import { KeyDelivery } from '../../../gateway/nodes/key-delivery.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { Doors } from '../http/doors.ts';
import { newPublicKey } from './devices.ts';

describe('bringing a new list of keys to the nodes', () => {
  let test: TestDatabase;
  let doors: Doors;
  let delivery: KeyDelivery;
  let ids: string[];
  let sent: string[];
  let counted: number;
  let away: Set<string>;
  let version: number;
  const by = { id: 'system' };

  beforeEach(async () => {
    test = await openSqlite();
    doors = await Doors.open(test);
    const { linh1 } = await doors.smallProvince();
    [sent, counted, away, version] = [[], 0, new Set(), 10];
    const { nodes, clock } = doors;
    const inputs = Array.from({ length: 1_200 }, (_, index) => ({ hamlet: linh1.id, code: `${index}`, horns: 1 }));
    const made = await nodes.createMany(
      by,
      inputs.map((input) => ({ ...input, place: '', technology: 'ip' as const })),
    );
    ids = made.map((node) => node.id);
    const devices = ids.slice(0, 1_100).map((node) => ({ node, publicKey: newPublicKey(), firmware: '1' }));
    await doors.enrolment.enrolInBulk(by, devices);
    delivery = new KeyDelivery({
      clock,
      log: silentLog,
      roster: nodes.roster,
      isOnline: (node) => !away.has(node),
      newest: () => ({ version, jws: `list ${version}` }),
      send: async (node) => void sent.push(node),
      sent: { inc: () => void counted++ },
    });
  });
  afterEach(async () => {
    delivery.stop();
    await doors.close();
    await test.close();
  });
  const says = (node: string, keysVersion: number) =>
    doors.nodes.apply(undefined, () => [{ node: { ...doors.nodes.known(node), keysVersion } }]);

  it('tells every enrolled node that is online and behind, 500 a second', async () => {
    away.add(ids[0] as string);
    await says(ids[1] as string, 10);
    delivery.toAll();
    expect(sent).toHaveLength(500);
    await doors.clock.advance(1_000);
    expect(sent).toHaveLength(1_000);
    await doors.clock.advance(10_000);
    expect(new Set(sent)).toEqual(new Set(ids.slice(2, 1_100)));
    await doors.clock.advance(0);
    expect(counted).toBe(1_098);
  });

  it('tells again each minute who said an older version, and nobody else', async () => {
    const [behind = '', newest = ''] = ids;
    await says(behind, 9);
    await says(newest, 10);
    delivery.reconcile();
    expect(sent).toEqual([behind]);
    expect(delivery.counts()).toEqual({ enrolled: 1_100, newest: 1 });
  });

  it('a node at its birth gets the list unless it holds this one or a newer', async () => {
    for (const held of [undefined, 9, 10, 11]) await delivery.toNode(ids[0] as string, held);
    expect(sent).toHaveLength(2);
  });
});
