import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Nodes } from '../../../gateway/nodes/nodes.ts';
import { ROSTER_PATH, type Roster, type RosterNode, roster } from '../../../protocol/roster.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { BROKER_TOKEN, call, Doors } from '../http/doors.ts';
import { newPublicKey } from './devices.ts';

/** What a broker makes of the answers (protocol/roster.ts). */
class Broker {
  version: number | undefined;
  readonly nodes = new Map<string, RosterNode>();

  take(answer: Roster): void {
    if (answer.full) this.nodes.clear();
    for (const node of answer.nodes) this.nodes.set(node.node, node);
    for (const node of answer.removed) this.nodes.delete(node);
    this.version = answer.version;
  }
}

describe('the roster for the broker', () => {
  let test: TestDatabase;
  let doors: Doors;
  let all: Awaited<ReturnType<Doors['smallProvince']>>;
  let ids: string[];
  const by = { id: 'system' };
  beforeEach(async () => {
    test = await openSqlite();
    doors = await Doors.open(test);
    all = await doors.smallProvince();
    const inputs = ['1', '2', '3'].map((code) => ({
      hamlet: all.linh1.id,
      code,
      horns: 1,
      place: '',
      technology: 'ip' as const,
    }));
    ids = (await doors.nodes.createMany(by, inputs)).map(({ id }) => id);
  });
  afterEach(async () => {
    await doors.close();
    await test.close();
  });

  const enrol = (...nodes: string[]) =>
    doors.enrolment.enrolInBulk(
      by,
      nodes.map((node) => ({ node, publicKey: newPublicKey(), firmware: '1' })),
    );
  const ask = async (since?: number) => {
    const query = since === undefined ? '' : `?since=${since}`;
    const answer = await call(doors, 'GET', ROSTER_PATH + query, undefined, {
      authorization: `Bearer ${BROKER_TOKEN}`,
    });
    return roster.parse(answer.json());
  };

  it('comes whole at first: who is enrolled, with hashes and groups, nobody else', async () => {
    await enrol(ids[0] as string);
    const answer = await ask();
    expect(answer).toMatchObject({ full: true, removed: [] });
    expect(answer.nodes).toEqual([
      {
        node: ids[0],
        credentials: doors.nodes.credentials.of(ids[0] as string),
        groups: [all.linh1.id, all.linh.id, all.province.id],
      },
    ]);
  });

  it('waits for news and then tells only them', async () => {
    await enrol(ids[0] as string);
    const { version } = await ask();
    let answered = false;
    const waiting = ask(version).finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    await enrol(ids[1] as string);
    const news = await waiting;
    expect(news.full).toBe(false);
    expect(news.nodes.map(({ node }) => node)).toEqual([ids[1]]);
    await doors.nodes.revoke(by, ids[0] as string);
    expect(await ask(news.version)).toMatchObject({ full: false, nodes: [], removed: [ids[0]] });
  });

  it('answers with nothing after 25 seconds, and when the gateway stops', async () => {
    const { version } = await ask();
    const waiting = ask(version);
    await new Promise((resolve) => setImmediate(resolve));
    await doors.clock.advance(25_000);
    expect(await waiting).toEqual({ version, full: false, nodes: [], removed: [] });
    const again = ask(version);
    await new Promise((resolve) => setImmediate(resolve));
    doors.nodes.stop();
    expect((await again).nodes).toEqual([]);
  });

  it('comes whole to a broker that holds a version this gateway never gave, older or newer', async () => {
    await enrol(...ids);
    for (const version of [1, doors.clock.now() + 1_000_000]) expect((await ask(version)).full).toBe(true);
  });

  it('goes on from the stored version after a restart', async () => {
    await enrol(...ids);
    const { version } = await ask();
    const { clock, audit, facts } = doors;
    const again = new Nodes({ database: test.database, clock, audit, facts, areas: doors.areas.tree });
    await again.start();
    const waiting = again.brokerRoster.since(version);
    again.stop();
    expect(await waiting).toEqual({ version, full: false, nodes: [], removed: [] });
  });

  it('tells of new groups when a node or its hamlet moves', async () => {
    await enrol(...ids);
    const first = await ask();
    await doors.nodes.patch(by, ids[0] as string, { hamlet: all.xa1.id });
    const second = await ask(first.version);
    expect(second.nodes.map(({ node, groups }) => [node, groups[1]])).toEqual([[ids[0], all.xa.id]]);
    await doors.areas.patch(by, all.linh1.id, { parent: all.xa.id });
    const third = await ask(second.version);
    expect(new Set(third.nodes.map(({ groups }) => groups[1]))).toEqual(new Set([all.xa.id]));
    expect(third.nodes).toHaveLength(2);
  });

  it('brings a broker that follows its differences to the same as the whole, whatever happens in between', async () => {
    const step = fc.record({
      act: fc.constantFrom('enrol', 'revoke', 'move', 'back'),
      which: fc.nat(2),
      asks: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const broker = new Broker();
        broker.take(await doors.nodes.brokerRoster.since(undefined));
        for (const { act, which, asks } of steps) {
          const id = ids[which] as string;
          if (act === 'enrol') await enrol(id);
          if (act === 'revoke') await doors.nodes.revoke(by, id);
          if (act === 'move') await doors.nodes.patch(by, id, { hamlet: all.xa1.id });
          if (act === 'back') await doors.nodes.patch(by, id, { hamlet: all.linh1.id });
          const news = (await doors.nodes.brokerRoster.since(undefined)).version !== broker.version;
          if (asks && news) broker.take(await doors.nodes.brokerRoster.since(broker.version));
        }
        const whole = new Broker();
        whole.take(await doors.nodes.brokerRoster.since(undefined));
        if (whole.version !== broker.version) broker.take(await doors.nodes.brokerRoster.since(broker.version));
        const sorted = (nodes: Map<string, RosterNode>) =>
          [...nodes.values()].sort((a, b) => (a.node < b.node ? -1 : 1));
        expect(sorted(broker.nodes)).toEqual(sorted(whole.nodes));
      }),
      { numRuns: 40 },
    );
  });
});
