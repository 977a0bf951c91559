import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAreaId } from '../../../gateway/areas/areas.ts';
import { type Area, node } from '../../../protocol/api/areas.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { openSqlite, type TestDatabase } from '../database/engines.ts';
import { type Caller, Doors } from '../http/doors.ts';

const NODES = 20_000;
const COMMUNES = 130;
const HAMLETS = 30;

describe('a province of 20,000 nodes', () => {
  let test: TestDatabase;
  let doors: Doors;
  let operator: Caller;
  beforeAll(async () => {
    test = await openSqlite();
    doors = await Doors.open(test);
    const by = { id: 'system' };
    const area = (kind: Area['kind'], name: string, parent?: string): Area => {
      return { id: newAreaId(), kind, name, validFrom: '2025-07-01', predecessors: [], ...(parent ? { parent } : {}) };
    };
    const province = area('province', 'Nghệ An');
    const communes = Array.from({ length: COMMUNES }, (_, index) =>
      area('commune', `Xã Đông Thịnh ${index}`, province.id),
    );
    const hamlets = communes.flatMap((commune) =>
      Array.from({ length: HAMLETS }, (_, index) => area('hamlet', `Ấp Mỹ Đức ${index}`, commune.id)),
    );
    await doors.areas.save(by, [province, ...communes, ...hamlets], 'area.import');
    const inputs = Array.from({ length: NODES }, (_, index) => ({
      hamlet: hamlets[index % hamlets.length]?.id ?? '',
      code: `TL-${index}`,
      place: `Nhà văn hóa, cột ${index}`,
      horns: 3,
      technology: 'ip' as const,
      latitude: 18.5 + index / 1e5,
      longitude: 105.5 + index / 1e5,
    }));
    await doors.nodes.createMany(by, inputs);
    operator = await doors.person('operator', [province.id]);
    doors.live = () => ({
      presence: 'online',
      lastSeenAt: Date.now(),
      rssiDbm: -71,
      mainsVolts: 228.4,
      celsius: 41.2,
      volume: 80,
      playing: 'Bản tin thời sự buổi sáng',
    });
  });
  afterAll(async () => {
    await doors.close();
    await test.close();
  });

  it.each(['', '&sort=hamlet', '&sort=last-seen', '&presence=online', '&search=an%2019'])(
    'comes in pages of at most 25 kB on the line (%s)',
    async (query) => {
      const started = performance.now();
      const answer = await operator.call('GET', `/nodes?limit=50${query}`, undefined, { 'accept-encoding': 'gzip' });
      const tookMs = performance.now() - started;
      expect(answer.rawPayload.length).toBeLessThanOrEqual(25_000);
      const page = pageOf(node).parse(JSON.parse(gunzipSync(answer.rawPayload).toString()));
      expect(page.items.length).toBe(50);
      if (!query.includes('search')) expect(page.total).toBe(NODES);
      console.info(`GET /nodes?limit=50${query}: ${tookMs.toFixed(0)} ms, ${answer.rawPayload.length} bytes`);
    },
  );

  it('starts again from its rows, all of them', async () => {
    const started = performance.now();
    await doors.areas.start();
    await doors.nodes.start();
    const tookMs = performance.now() - started;
    console.info(`areas and nodes loaded in ${tookMs.toFixed(0)} ms`);
    expect(doors.nodes.roster.all()).toHaveLength(NODES);
  });
});
