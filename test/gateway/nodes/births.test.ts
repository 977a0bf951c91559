import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../gateway/errors.ts';
import { Births } from '../../../gateway/nodes/births.ts';
import { type Config, config } from '../../../protocol/messages/downlink.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../../protocol/quiet-hours.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { Doors } from '../http/doors.ts';
import { birthOf, newPublicKey } from './devices.ts';

describe('the first word of a node', () => {
  let test: TestDatabase;
  let doors: Doors;
  let births: Births;
  let id: string;
  let groups: string[];
  let isBrokerAway: boolean;
  let loudest: Config['loudest'];
  const sent: Config[] = [];
  const keyed: { node: string; held: number | undefined }[] = [];
  const by = { id: 'system' };
  beforeEach(async () => {
    test = await openSqlite();
    doors = await Doors.open(test);
    const { province, linh, linh1 } = await doors.smallProvince();
    groups = [linh1.id, linh.id, province.id];
    sent.length = 0;
    keyed.length = 0;
    isBrokerAway = false;
    loudest = undefined;
    const { nodes, clock } = doors;
    births = new Births({
      nodes,
      clock,
      quietOf: () => DEFAULT_QUIET_WINDOWS,
      mannerOf: () => ({ volume: { emergency: 100, priority: 90, normal: 80 }, loudest, stagger: { seconds: 0 } }),
      sendKeys: async (node, held) => void keyed.push({ node, held }),
      send: async (_node, payload) => {
        if (isBrokerAway) throw new UnavailableError('no-broker', 'There is no connection to the broker.');
        sent.push(config.parse(payload));
      },
    });
    const [node] = await nodes.createMany(by, [{ hamlet: linh1.id, code: '1', horns: 2, place: '', technology: 'ip' }]);
    id = node?.id ?? '';
    await doors.enrolment.enrolInBulk(by, [{ node: id, publicKey: newPublicKey(), firmware: '1.0.0' }]);
  });
  afterEach(async () => {
    await doors.close();
    await test.close();
  });

  it('brings it its config when it holds none or an older one, and not when it holds this one', async () => {
    const version = doors.nodes.known(id).configVersion;
    await births.onBirth(id, birthOf(id));
    await births.onBirth(id, birthOf(id, { config: version - 1 }));
    await births.onBirth(id, birthOf(id, { config: version }));
    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatchObject({ node: id, version, groups, beatMs: 30_000, quiet: DEFAULT_QUIET_WINDOWS });
  });

  it('brings it how loud its commune lets it be in which hours, and nothing of it where no hour has a limit', async () => {
    await births.onBirth(id, birthOf(id));
    expect(sent.at(-1)).not.toHaveProperty('loudest');
    loudest = [{ from: '18:00', to: '05:30', percent: 45 }];
    await births.configChanged([id]);
    expect(sent.at(-1)?.loudest).toEqual(loudest);
    await doors.nodes.patch(by, id, { loudest: 60 });
    await births.configChanged([id]);
    expect(sent.at(-1)?.loudest).toEqual([...loudest, { from: '00:00', to: '00:00', percent: 60 }]);
    loudest = [];
    await doors.nodes.patch(by, id, { loudest: null });
    await births.configChanged([id]);
    expect(sent.at(-1)).not.toHaveProperty('loudest');
  });

  it('says which key list it holds: that is kept, and a newer one can be sent', async () => {
    await births.onBirth(id, birthOf(id, { keys: 7 }));
    expect(doors.nodes.known(id).keysVersion).toBe(7);
    expect(await test.database.read('nodes').where({ id }).first()).toMatchObject({ keys_version: 7 });
    await births.onBirth(id, birthOf(id));
    expect(doors.nodes.known(id).keysVersion).toBe(7);
    await births.sendConfigTo(id);
    expect(keyed).toEqual([
      { node: id, held: 7 },
      { node: id, held: undefined },
      { node: id, held: 7 },
    ]);
  });

  it('keeps firmware and sensor, writing only when they are new', async () => {
    await births.onBirth(id, birthOf(id));
    expect(doors.nodes.known(id)).toMatchObject({ firmware: '2.0.0', sensor: 'microphone' });
    await test.database.write((transaction) => transaction('nodes').update({ firmware: 'untouched' }));
    await births.onBirth(id, birthOf(id));
    expect((await test.database.read('nodes'))[0].firmware).toBe('untouched');
  });

  it('waits with a new config for the broker, and the change fails nobody', async () => {
    const before = doors.nodes.known(id).configVersion;
    isBrokerAway = true;
    await births.configChanged([id]);
    expect(doors.nodes.known(id).configVersion).toBeGreaterThan(before);
    isBrokerAway = false;
    await births.sendWaiting();
    await births.sendWaiting();
    expect(sent.map(({ version }) => version)).toEqual([doors.nodes.known(id).configVersion]);
  });

  it('of a stranger or a retired node changes nothing', async () => {
    await births.onBirth('n0000000000000000', birthOf('n0000000000000000'));
    await doors.nodes.retire(by, id);
    await births.onBirth(id, birthOf(id));
    expect([sent.length, doors.nodes.roster.get(id)?.firmware]).toEqual([0, '1.0.0']);
  });

  it('of a thousand nodes at once takes a few transactions, and each is kept', async () => {
    const inputs = Array.from({ length: 1_000 }, (_, index) => ({
      hamlet: groups[0] as string,
      code: `N${index}`,
      horns: 1,
      place: '',
      technology: 'ip' as const,
    }));
    const nodes = await doors.nodes.createMany(by, inputs);
    let writes = 0;
    const write = doors.nodes.apply.bind(doors.nodes);
    doors.nodes.apply = (...parts) => {
      writes += 1;
      return write(...parts);
    };
    await Promise.all(nodes.map((node) => births.onBirth(node.id, birthOf(node.id))));
    expect(writes).toBeLessThanOrEqual(3);
    expect(nodes.every((node) => doors.nodes.known(node.id).firmware === '2.0.0')).toBe(true);
    expect(await test.database.read('nodes').where({ firmware: '2.0.0' })).toHaveLength(1_000);
  });

  it('a change of quiet hours gives every node of the commune a newer config at once', async () => {
    const before = doors.nodes.known(id).configVersion;
    await births.configChanged([id]);
    expect(sent[0]?.version).toBeGreaterThan(before);
  });
});
