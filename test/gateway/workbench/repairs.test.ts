import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { sessionKeyOf } from '../../../gateway/coverage/session-key.ts';
import type { Notice } from '../../../gateway/notices.ts';
import { repairQuery, repairs } from '../../../protocol/api/cases.ts';
import { DAY_MS, HOUR_MS } from '../../../protocol/units.ts';
import { addDays, dayOf, startOfDay } from '../../../protocol/vietnam-time.ts';
import { NUMBERS } from '../coverage/given.ts';
import { openVillage, START, SYSTEM } from '../coverage/inspected.ts';
import { ENGINES } from '../database/engines.ts';
import { oneVillage } from '../faults/village-of.ts';

const FROM = '2026-10-01';
const TODAY = dayOf(START);

describe.each(ENGINES)('the repair list on $engine', ({ open }) => {
  const given = oneVillage(open, openVillage);

  it('says which repairs bring which hamlets over the rule, from roll-ups and open cases', async () => {
    const { gateway, clock, commune, people } = given.village;
    await gateway.periods.create(people.admin, { name: 'Quý IV/2026', from: FROM, to: '2026-12-31' });
    clock.set(startOfDay(FROM) - DAY_MS);
    const places = await Promise.all(
      ['Thượng', 'Hạ', 'Đoài'].map((name) => gateway.areas.create(SYSTEM, hamletOf(name, commune.id))),
    );
    const nodes = [];
    for (const [index, { id: hamlet }] of places.entries())
      nodes.push(
        await gateway.nodes.create(SYSTEM, {
          ...{ hamlet, code: `TL-0${index + 1}`, place: 'Cột 3', technology: 'ip', horns: 4 },
          ...{ latitude: 18.6 + index / 100, longitude: 105.6 },
        }),
      );
    clock.set(START);
    // Thượng missed much and can still make it; Hạ was silent too long; Đoài is well although its signal is weak.
    const days = Math.round((startOfDay(TODAY) - startOfDay(FROM)) / DAY_MS);
    const heard = ['nh'.repeat(12) + 'h'.repeat(days - 24), 'n'.repeat(20) + 'h'.repeat(days - 20), 'h'.repeat(days)];
    for (const [index, letters] of heard.entries()) await putMonths(places[index]?.id ?? '', letters);
    const notices = nodes.map((node, index): Notice => {
      const incident = ulid();
      return {
        ...{ id: `${incident}/opened`, incident, what: 'opened', kind: 'node', at: START, since: START - HOUR_MS },
        ...{ cause: index === 2 ? 'weak-signal' : 'network-lost', severity: index === 2 ? 'minor' : 'critical' },
        ...{ node: node.id, name: node.code, nodes: 1, codes: [node.code], hamlets: [node.hamlet], area: node.hamlet },
      };
    });
    await gateway.database.write((transaction) => gateway.cases.take(transaction, notices.reverse()));
    const query = repairQuery.parse({ area: commune.id, latitude: 18.62, longitude: 105.6 });
    const list = repairs.parse(await gateway.repairs.list(people.technician, query));
    expect(list).toMatchObject({
      periodTitle: 'Quý IV/2026',
      from: FROM,
      to: '2026-12-31',
      first: 1,
      hamlets: 1,
      left: 0,
    });
    expect(list.items.map(({ case: { nodeCode } }) => nodeCode)).toEqual(['TL-01', 'TL-03', 'TL-02']);
    expect(list.items[0]).toMatchObject({
      ...{ rank: 1, distanceM: 2224, case: { hamletName: 'Thượng', kind: 'network-lost' } },
      gains: [{ name: 'Thượng', now: 'not-met', met: '2026-11-30', repairBy: '2026-11-29' }],
    });
    expect(list.items.slice(1).map(({ gains }) => gains)).toEqual([[], []]);
    const newest = await gateway.repairs.list(people.technician, { ...query, order: 'newest' });
    expect(newest.items.map(({ case: { nodeCode } }) => nodeCode)).toEqual(['TL-01', 'TL-02', 'TL-03']);
    await expect(gateway.repairs.list(people.neighbour, query)).rejects.toMatchObject({ code: 'out-of-scope' });
  });

  it('a mast with thirty nodes behind it is one row, and two hundred rows are a page a phone can keep', async () => {
    const { gateway, people, commune, clock, dong, tay } = given.village;
    const [incident, at] = [ulid(), clock.now()];
    const about = { kind: 'uplink', cause: 'network-lost', severity: 'critical', hamlets: [dong.id, tay.id] } as const;
    const mast: Notice = {
      ...{ id: `${incident}/opened`, incident, what: 'opened', name: 'Trạm BTS Yên Mã', nodes: 30, ...about },
      ...{ codes: Array.from({ length: 30 }, (_, n) => `HL-${n}`), since: at - HOUR_MS, at },
    };
    const many = Array.from({ length: 230 }, (_, n): Notice => {
      const one = ulid();
      const name = `Trạm biến áp thôn Thượng số ${n}`;
      return {
        ...mast,
        id: `${one}/opened`,
        incident: one,
        kind: 'feeder',
        name,
        codes: ['HL-01'],
        hamlets: [dong.id],
        nodes: 1,
      };
    });
    await gateway.database.write((transaction) => gateway.cases.take(transaction, [mast, ...many]));
    const list = await gateway.repairs.list(people.technician, repairQuery.parse({ area: commune.id }));
    expect(list.items.filter(({ case: one }) => one.incidentName === 'Trạm BTS Yên Mã')).toHaveLength(1);
    expect(list.items.length).toBe(200);
    expect(list.items.length + list.left).toBe(234);
    expect(Buffer.byteLength(JSON.stringify(list))).toBeLessThanOrEqual(100_000);
  });

  const hamletOf = (name: string, parent: string) => ({
    ...{ kind: 'hamlet' as const, name, parent, validFrom: '2025-07-01', predecessors: [] },
  });
  /** What the roll-up says of a hamlet, one session each morning from the first day of the period on. */
  async function putMonths(hamlet: string, days: string): Promise<void> {
    const months = new Map<string, string>();
    for (const [index, letter] of [...days].entries()) {
      const day = addDays(FROM, index);
      months.set(day.slice(0, 7), `${months.get(day.slice(0, 7)) ?? ''}${letter}--`);
    }
    const rows = [...months].map(([month, states]) => ({
      ...{ rule_key: sessionKeyOf(NUMBERS), hamlet_id: hamlet, month, states: states.padEnd(93, '-'), marks: '' },
    }));
    await given.village.gateway.database.write((transaction) => transaction('hamlet_months').insert(rows));
  }
});
