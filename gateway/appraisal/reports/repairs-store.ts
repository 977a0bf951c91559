import { rowsOf } from '../../database/bulk.ts';
import type { Database } from '../../database/database.ts';
import type { RepairFacts } from './repair-facts.ts';

interface Row {
  readonly id: string;
  readonly year: number;
  readonly serial: number;
  readonly kind: RepairFacts['kind'];
  readonly since_at: number;
  readonly closed_at: number | null;
  readonly resolved_at: number | null;
  readonly resolved_by: string | null;
  readonly assignee: string | null;
  readonly reporter: string | null;
  readonly opened_by: string;
  readonly cause: RepairFacts['cause'] | null;
  readonly measure: string;
  readonly parts: string;
  readonly cost_vnd: number | null;
  readonly sound_heard: boolean | number | null;
  readonly confirmed_at: number | null;
  readonly confirmed_by: string | null;
}

/** Every case that was open at some time of a window, the oldest first; places and photos are read with them at once. */
export async function readRepairs(
  { read }: Database,
  { from, to }: { readonly from: number; readonly to: number },
  nameOf: (account: string) => string | undefined,
): Promise<RepairFacts[]> {
  const inWindow = 'c.since_at < ? AND (c.closed_at IS NULL OR c.closed_at >= ?)';
  const rows = rowsOf<Row>(
    await read.raw(`SELECT c.* FROM cases c WHERE ${inWindow} ORDER BY c.since_at, c.id`, [to, from]),
  );
  const places = rowsOf<{ case_id: string; hamlet_id: string; node_id: string }>(
    await read.raw(`SELECT p.* FROM cases c JOIN case_places p ON p.case_id = c.id WHERE ${inWindow}`, [to, from]),
  );
  const events = rowsOf<{ case_id: string; photos: string }>(
    await read.raw(
      `SELECT e.case_id, e.photos FROM cases c JOIN case_events e ON e.case_id = c.id
       WHERE ${inWindow} AND e.photos <> '[]'`,
      [to, from],
    ),
  );
  const photos = new Map<string, Set<string>>();
  for (const event of events) {
    const known = photos.get(event.case_id) ?? new Set();
    for (const photo of JSON.parse(event.photos) as string[]) known.add(photo);
    photos.set(event.case_id, known);
  }
  const byCase = new Map<string, { nodes: string[]; hamlets: string[] }>(
    rows.map(({ id }) => [id, { nodes: [], hamlets: [] }]),
  );
  for (const { case_id, hamlet_id, node_id } of places)
    if (node_id === '') byCase.get(case_id)?.hamlets.push(hamlet_id);
    else byCase.get(case_id)?.nodes.push(node_id);
  return rows.map((row) => factsOf(row, byCase.get(row.id), photos.get(row.id)?.size ?? 0, nameOf));
}

function factsOf(
  row: Row,
  places: { nodes: string[]; hamlets: string[] } | undefined,
  photos: number,
  nameOf: (account: string) => string | undefined,
): RepairFacts {
  const person = (account: string | null) => (account === null ? undefined : (nameOf(account) ?? account));
  const at = (instant: number | null) => (instant === null ? undefined : Number(instant));
  const opener = row.opened_by === 'system' ? undefined : person(row.opened_by);
  return {
    ...{ number: `SC-${row.year}-${String(row.serial).padStart(4, '0')}`, kind: row.kind },
    ...{ nodes: places?.nodes ?? [], hamlets: places?.hamlets ?? [] },
    ...{ since: Number(row.since_at), until: at(row.closed_at), reporter: row.reporter || opener },
    ...{ cause: row.cause ?? undefined, repairer: person(row.resolved_by ?? row.assignee) },
    ...{ measure: row.measure, parts: row.parts, costVnd: at(row.cost_vnd), repairedAt: at(row.resolved_at) },
    ...{ soundHeard: row.sound_heard === null ? undefined : Boolean(row.sound_heard), photos },
    ...{ confirmedBy: person(row.confirmed_by), confirmedAt: at(row.confirmed_at) },
  };
}
