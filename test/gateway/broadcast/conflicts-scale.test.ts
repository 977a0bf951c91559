import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { StoredProgramme } from '../../../gateway/broadcast/programme-store.ts';
import { nodeKeys } from '../../../gateway/nodes/roster.ts';
import type { Area, AreaKind } from '../../../protocol/api/areas.ts';
import type { Target } from '../../../protocol/api/broadcast.ts';
import { areaIdFrom, nodeIdFrom } from '../../../protocol/ids.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { ENGINES } from '../database/engines.ts';
import { Air, MONDAY, START } from './air.ts';

const COMMUNES = 125;
const HAMLETS = 30;
const NODES = 20_000;
const PROGRAMMES = 2_000;
const sqlite = ENGINES.find(({ engine }) => engine === 'SQLite') ?? ENGINES[0];

describe('conflicts in a province', () => {
  it(`of ${NODES} loudspeakers and ${PROGRAMMES} programmes are found while a person waits, whole or in one commune`, async () => {
    const test = await (sqlite as (typeof ENGINES)[number]).open();
    const air = new Air(test);
    const area = (kind: AreaKind, name: string, parent: Area): Area => ({
      ...{ id: areaIdFrom(randomBytes(10)), kind, name, validFrom: '2025-07-01', predecessors: [], parent: parent.id },
    });
    const communes = Array.from({ length: COMMUNES }, (_, index) => area('commune', `Xã ${index}`, air.province));
    const hamlets = communes.flatMap((one) =>
      Array.from({ length: HAMLETS }, (_, index) => area('hamlet', `Thôn ${index}`, one)),
    );
    air.tree.put([...communes, ...hamlets]);
    air.roster.put(
      Array.from({ length: NODES }, (_, index) => ({
        ...{ id: nodeIdFrom(randomBytes(10)), hamlet: hamlets[index % hamlets.length]?.id ?? '', code: `TL-${index}` },
        ...{ place: '', technology: 'ip', horns: 2, enrolledAt: START - 1, createdAt: START - 1 },
        ...{ configVersion: 1, rosterVersion: 1, ...nodeKeys({ code: `TL-${index}`, place: '' }) },
      })),
    );
    const above = air.person('operator', air.province);
    const approver = air.person('approver', air.province);
    const made = await air.broadcast.bulletins.create(above, {
      ...{ title: 'Tin', class: 'normal', field: 'general', language: 'vi', area: air.province.id },
      recording: await air.recording(10 * MINUTE_MS),
    });
    const { id: bulletin } = await air.broadcast.bulletins.approve(approver, made.id);
    const programme = (index: number): StoredProgramme => {
      const commune = communes[index % COMMUNES] as Area;
      const places: Target[] = index % 40 === 0 ? [{ area: air.province.id }] : [{ area: commune.id }];
      const hour = String(5 + (index % 13)).padStart(2, '0');
      const recurrence = { from: MONDAY, times: [`${hour}:${index % 2 ? '00' : '30'}`], weekdays: [], except: [] };
      return {
        ...{ id: ulid(), title: `Chương trình ${index}`, class: 'normal', level: 'commune', resume: 'resume' },
        ...{ registered: true, area: commune.id, createdAt: START, bulletins: [bulletin], targets: places, recurrence },
        ...{ state: 'pending', contentHash: 'a'.repeat(64), createdBy: above.id, changedBy: above.id },
        version: 1,
      } as const satisfies StoredProgramme;
    };
    await test.database.write(async (transaction) => {
      for (let index = 0; index < PROGRAMMES; index++)
        await air.broadcast.programmes.store.save(transaction, programme(index));
    });
    const wish = (target: string) => ({
      ...{ title: 'Mới', bulletins: [bulletin], targets: [{ area: target }], resume: 'resume' as const },
      ...{ registered: true, area: air.province.id },
      recurrence: { from: MONDAY, times: ['06:05', '17:05'], weekdays: [], except: [] },
    });
    for (const [where, target] of [
      ['the province', air.province.id],
      ['a commune', communes[3]?.id ?? ''],
      ['a hamlet', hamlets[7]?.id ?? ''],
    ] as const) {
      const began = performance.now();
      const cpuBefore = process.cpuUsage();
      let longest = 0;
      let before = performance.now();
      const beat = setInterval(() => {
        longest = Math.max(longest, performance.now() - before);
        before = performance.now();
      }, 1);
      const conflicts = await air.broadcast.programmes.wouldMeet(above, wish(target));
      clearInterval(beat);
      const ms = Math.round(performance.now() - began);
      const cpu = process.cpuUsage(cpuBefore);
      const cpuMs = Math.round((cpu.user + cpu.system) / 1_000);
      const figure = {
        figure: `conflicts, ${where}`,
        ...{ ms, cpuMs },
        longestBlockMs: Math.round(longest),
        found: conflicts.length,
      };
      console.info(JSON.stringify(figure));
      expect(conflicts.length).toBeGreaterThan(0);
      expect(cpuMs).toBeLessThan(4_000);
    }
    await air.close();
    await test.close();
  }, 120_000);
});
