import { ulid } from 'ulid';
import type { AreaTree } from '../gateway/areas/area-tree.ts';
import { upsertMany } from '../gateway/database/bulk.ts';
import type { Database } from '../gateway/database/database.ts';
import { type EvidenceEntry, EvidenceLog } from '../gateway/evidence/evidence-log.ts';
import type { Area } from '../protocol/api/areas.ts';
import { areaIdFrom } from '../protocol/ids.ts';
import { addDays, type Day, daysBetween, instantAt, startOfDay } from '../protocol/vietnam-time.ts';
import { SignedLog } from './signed-log.ts';

const TIMES = ['05:00', '17:00'] as const;
const DURATION_MS = 30 * 60_000;
const NODES = 2;
const HORNS = 3;

export interface CommuneYear {
  readonly commune: Area;
  readonly hamlets: readonly Area[];
  /** Public key of each node that signs. */
  readonly keys: ReadonlyMap<string, string>;
  readonly deliveries: number;
}

/**
 * A commune that broadcasts twice a day, with what really happens in one: mostly heard, some sessions missed with a reason, some
 * partly heard, some never reported, one hamlet in ten without loudspeakers, one with FM. The same numbers each time.
 */
export async function fillCommuneYear(
  database: Database,
  tree: AreaTree,
  size: { readonly hamlets: number; readonly from: Day; readonly to: Day },
): Promise<CommuneYear> {
  const province = put(tree, 1, { kind: 'province', name: 'Nghệ An' });
  const commune = put(tree, 2, { kind: 'commune', unit: 'xã', name: 'Hưng Đạo', parent: province.id });
  const hamlets = Array.from({ length: size.hamlets }, (_, index) =>
    put(tree, 10 + index, {
      kind: 'hamlet',
      unit: 'thôn',
      name: nameOf(index),
      parent: commune.id,
      households: 120 + index,
    }),
  );
  const logs = new Map<string, SignedLog[]>();
  const since = startOfDay(addDays(size.from, -200));
  await database.write(async (transaction) => {
    for (const [index, hamlet] of hamlets.entries()) {
      if (isWithout(index)) continue;
      const own = Array.from({ length: NODES }, () => new SignedLog());
      logs.set(hamlet.id, own);
      for (const [place, log] of own.entries()) {
        await transaction('nodes').insert({
          ...{ id: log.node, hamlet_id: hamlet.id, code: `TL-${String(index * NODES + place + 1).padStart(3, '0')}` },
          ...{ place: '', search_key: 'x', sort_key: 'x', technology: isFm(index) ? 'fm' : 'ip', horns: HORNS },
          ...{ created_at: since, enrolled_at: isFm(index) ? null : since, public_key: log.publicKey },
        });
        await transaction('node_places').insert({
          ...{ node_id: log.node, from_at: since, hamlet_id: hamlet.id, horns: HORNS },
          technology: isFm(index) ? 'fm' : 'ip',
        });
      }
    }
    for (const [index, from] of TIMES.entries())
      await transaction('registered_sessions').insert({
        ...{ id: ulid(since + index), area_id: commune.id, weekdays: '1234567', from_time: from },
        ...{ to_time: from.replace(':00', ':30'), valid_from: size.from, registered_by: 'x', registered_at: since },
      });
  });
  let deliveries = 0;
  for (const [day, date] of daysBetween(size.from, size.to).entries())
    deliveries += await fillDay(database, { commune, hamlets, logs, date, day });
  const keys = new Map([...logs.values()].flat().map((log) => [log.node, log.publicKey]));
  return { commune, hamlets, keys, deliveries };
}

interface OneDay {
  readonly commune: Area;
  readonly hamlets: readonly Area[];
  readonly logs: ReadonlyMap<string, readonly SignedLog[]>;
  readonly date: Day;
  /** Since the first. */
  readonly day: number;
}

async function fillDay(database: Database, { commune, hamlets, logs, date, day }: OneDay): Promise<number> {
  const evidence = new EvidenceLog({ database });
  const runs = TIMES.map((time, slot) => ({ dueAt: instantAt(date, time), slot, id: `run-${date}-${slot}` }));
  const rows = runs.flatMap((run) =>
    hamlets.flatMap((hamlet, index) =>
      isFm(index)
        ? []
        : (logs.get(hamlet.id) ?? []).map((log, place) =>
            rowOf(run, hamlet.id, log, outcome(index, day, run.slot, place)),
          ),
    ),
  );
  const signed = rows.flatMap(({ receipt }) => receipt ?? []);
  await database.write(async (transaction) => {
    for (const { id, dueAt } of runs)
      await transaction('runs').insert({
        ...{ id, title: 'Bản tin', class: 'normal', level: 'commune', due_at: dueAt, duration_ms: DURATION_MS },
        ...{ lateness_ms: 600_000, state: 'ended', content: '[]', registered: true, area_id: commune.id },
        ...{ created_by: 'x', created_at: dueAt - 86_400_000 },
      });
    const positions = await evidence.append(transaction, signed);
    let next = 0;
    const filled = rows.map(({ row, receipt }) => ({ ...row, evidence_position: receipt ? positions[next++] : null }));
    await upsertMany(transaction, database.dialect, 'deliveries', DELIVERY, ['run_id', 'node_id'], [], filled);
    const dirty = hamlets.map(({ id }) => ({ hamlet_id: id, day: date, since_at: 1 }));
    const columns = { hamlet_id: 'text', day: 'text', since_at: 'integer' } as const;
    await upsertMany(transaction, database.dialect, 'dirty_hamlet_days', columns, ['hamlet_id', 'day'], [], dirty);
  });
  return rows.length;
}

type Outcome = 'heard' | 'partial' | 'no-power' | 'missed' | 'silent' | 'unknown';

/** Hamlets differ: in some a session in three is lost, in most one in twenty. */
function outcome(hamlet: number, day: number, slot: number, place: number): Outcome {
  const turn = (hamlet * 31 + day * 7 + slot * 3) % 60;
  const worse = hamlet % 6 === 4 ? 14 : 0;
  if (turn < 1 + worse) return 'no-power';
  if (turn < 2 + worse) return 'missed';
  if (turn < 3 + worse) return 'partial';
  if (turn < 4 + worse) return 'unknown';
  return turn === 30 && place === 1 ? 'silent' : 'heard';
}

function rowOf(run: { id: string; dueAt: number }, hamlet: string, log: SignedLog, what: Outcome) {
  const base = { run_id: run.id, node_id: log.node, hamlet_id: hamlet, horns: HORNS, due_at: run.dueAt };
  const common = { ...base, due: true, registered: true, expected_ms: DURATION_MS, final: what !== 'unknown' };
  const played = what === 'heard' || what === 'silent' ? DURATION_MS : what === 'partial' ? DURATION_MS / 3 : 0;
  const sound = {
    ...{ started_at: played > 0 ? run.dueAt + 20 : null, played_ms: played, heard_ms: what === 'silent' ? 0 : played },
    ...{ heard_by: 'microphone', clock_state: 'trusted', received_at: run.dueAt + DURATION_MS + 5_000 },
  };
  const states = { heard: 'full', silent: 'full', partial: 'partial', 'no-power': 'failed', missed: 'missed' } as const;
  if (what === 'unknown') return { row: { ...common, state: 'unknown' } };
  const receipt: EvidenceEntry = {
    ...{ jws: log.receipt(run.id, run.dueAt + DURATION_MS), node: log.node, log: log.node, seq: run.dueAt },
    ...{ kind: 'receipt', entryAt: run.dueAt + DURATION_MS, receivedAt: run.dueAt + DURATION_MS + 5_000 },
  };
  const reason = what === 'no-power' ? 'no-power' : null;
  return { row: { ...common, ...sound, state: states[what], reason }, receipt };
}

const DELIVERY = {
  ...({ run_id: 'text', node_id: 'text', hamlet_id: 'text', horns: 'integer', due_at: 'integer' } as const),
  ...({ due: 'boolean', registered: 'boolean', state: 'text', final: 'boolean', reason: 'text' } as const),
  ...({ started_at: 'integer', played_ms: 'integer', expected_ms: 'integer', heard_ms: 'integer' } as const),
  ...({ heard_by: 'text', clock_state: 'text', received_at: 'integer', evidence_position: 'integer' } as const),
};

const isWithout = (hamlet: number) => hamlet % 10 === 9;
const isFm = (hamlet: number) => hamlet % 10 === 7;

function nameOf(index: number): string {
  const names = ['Đông', 'Tây', 'Nam', 'Bắc', 'Thượng', 'Hạ', 'Ân Phú', 'Yên Hòa', 'Mỹ Đức', 'Ấp Mới'];
  const round = Math.floor(index / names.length);
  return `${names[index % names.length]}${round === 0 ? '' : ` ${round + 1}`}`;
}

function put(tree: AreaTree, seed: number, about: Partial<Area> & Pick<Area, 'kind' | 'name'>): Area {
  const bytes = Uint8Array.from({ length: 10 }, (_, index) => (index < 8 ? 7 : index === 8 ? seed >> 8 : seed & 255));
  const area = { id: areaIdFrom(bytes), validFrom: '2020-01-01', predecessors: [], ...about };
  tree.put([area]);
  return area;
}
