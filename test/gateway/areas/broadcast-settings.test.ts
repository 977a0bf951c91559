import { describe, expect, it } from 'vitest';
import { BroadcastSettings, DEFAULT_SETTINGS } from '../../../gateway/areas/broadcast-settings.ts';
import { QuietHours } from '../../../gateway/areas/quiet-hours.ts';
import type { BroadcastSettingsInput } from '../../../protocol/api/broadcast-settings.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import type { Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';

const BY = { id: 'x' };
const chime = { sha256: 'a'.repeat(64), durationMs: 4_000, opus: 'b'.repeat(64), mp3: 'c'.repeat(64) };
const input = (change: Partial<BroadcastSettingsInput> = {}): BroadcastSettingsInput => ({
  ...{ volume: { emergency: 100, priority: 85, normal: 60 }, chime: {}, overrun: 'trim', maxRunMinutes: 60 },
  ...{ stagger: { seconds: 2 }, reason: 'Theo quy chế' },
  ...change,
});

describe.each(ENGINES)('what a commune sets on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let all: Awaited<ReturnType<Doors['smallProvince']>>;
  let told: string[];
  freshDoors({ open }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    all = await doors.smallProvince();
    told = [];
  });

  const settings = () => {
    const { clock, audit, areas } = doors;
    return new BroadcastSettings({
      ...{ database: test.database, audit, clock, tree: areas.tree },
      recordingOf: async (sha256) => (sha256 === chime.sha256 ? chime : undefined),
      changed: async (commune) => void told.push(commune),
    });
  };
  const hours = () => new QuietHours({ database: test.database, audit: doors.audit, tree: doors.areas.tree });
  const audited = async (action: string) =>
    (await test.database.read('audit_entries').where({ action, subject: all.linh.id })).at(-1);

  it('volume, chime, overrun, longest run and stagger hold in all its hamlets, after a restart too, and in no other commune', async () => {
    const made = settings();
    await made.set(BY, all.linh.id, input({ chime: { priority: chime.sha256 } }));
    expect(told).toEqual([all.linh.id]);
    const again = settings();
    await again.start();
    const hamlet = doors.areas.tree.hamletsUnder(all.linh.id)[0]?.id ?? '';
    expect(again.at(hamlet)).toMatchObject({ overrun: 'trim', maxRunMinutes: 60, chime: { priority: chime } });
    expect(again.shownAt(hamlet)).toEqual({ ...input({ chime: { priority: chime.sha256 } }), reason: undefined });
    expect(again.at(all.xa.id)).toEqual(DEFAULT_SETTINGS);
    expect(JSON.stringify(await audited('set-broadcast-settings'))).toContain('Theo quy chế');
  });

  it('a limit on loudness by the hour holds after a restart, goes to the nodes, and is on record before and after', async () => {
    const evening = [{ from: '18:00', to: '05:30', percent: 45 }];
    await settings().set(BY, all.linh.id, input());
    const made = settings();
    await made.start();
    await made.set(BY, all.linh.id, input({ loudest: evening, reason: 'Cụ già khó ngủ' }));
    expect(told).toEqual([all.linh.id, all.linh.id]);
    const again = settings();
    await again.start();
    expect(again.at(doors.areas.tree.hamletsUnder(all.linh.id)[0]?.id ?? '').loudest).toEqual(evening);
    const entry = await audited('set-broadcast-settings');
    expect(JSON.stringify(entry.after)).toContain('Cụ già khó ngủ');
    expect(JSON.stringify(entry.after)).toContain('18:00');
    expect(JSON.stringify(entry.before)).not.toContain('18:00');
  });

  it('are of a commune, and a chime is a short recording that is there', async () => {
    const made = settings();
    await expect(made.set(BY, all.province.id, input())).rejects.toMatchObject({ code: 'not-a-commune' });
    const missing = input({ chime: { normal: 'd'.repeat(64) } });
    await expect(made.set(BY, all.linh.id, missing)).rejects.toMatchObject({ code: 'no-such-recording' });
    expect(told).toEqual([]);
  });

  it('allowed hours silence everything outside them beside the quiet hours, after a restart too, with the reason on record', async () => {
    const made = hours();
    await made.setAllowed(BY, all.linh.id, [{ from: '05:30', to: '06:30', name: 'Sáng' }], 'Nghị quyết của thôn');
    const again = hours();
    await again.start();
    expect(again.windowsOf(all.linh.id)).toEqual([{ from: '06:30', to: '05:30' }]);
    expect(again.allowedOf(all.linh.id)).toEqual([{ from: '05:30', to: '06:30', name: 'Sáng' }]);
    expect(again.quietOf(all.linh.id)).toEqual([{ from: '21:00', to: '05:00' }]);
    expect(again.windowsOf(all.xa.id)).toEqual([{ from: '21:00', to: '05:00' }]);
    await again.set(BY, all.linh.id, [{ from: '06:00', to: '06:10' }], 'Sửa giờ');
    expect(again.windowsOf(all.linh.id)).toEqual([
      { from: '06:00', to: '06:10' },
      { from: '06:30', to: '05:30' },
    ]);
    expect(JSON.stringify(await audited('set-allowed-hours'))).toContain('Nghị quyết của thôn');
  });

  it('more windows than a loudspeaker keeps are refused', async () => {
    const minutes = Array.from({ length: 8 }, (_, index) => ({ from: `1${index}:00`, to: `1${index}:30` }));
    const quiet = minutes.map(({ from }) => ({ from: from.replace(':00', ':05'), to: from.replace(':00', ':10') }));
    quiet.push({ from: '10:15', to: '10:20' });
    const made = hours();
    await made.setAllowed(BY, all.linh.id, minutes, 'Thử nhiều khung');
    await expect(made.set(BY, all.linh.id, quiet, 'Thử nhiều khung')).rejects.toMatchObject({
      code: 'too-many-windows',
    });
  });
});
