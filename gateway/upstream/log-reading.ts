import type { Knex } from 'knex';
import { z } from 'zod';
import { FIELDS } from '../../protocol/bulletins.ts';
import { BULLETIN_CLASSES } from '../../protocol/classes.ts';
import { content as contentSchema } from '../broadcast/content.ts';
import { ENUMS, type Message } from './dialect/messages.ts';

export type LogItem = Message<'log'>['items'][number];

/** One run on one node, with where it stands in the evidence log. */
export interface LogEntry {
  readonly position: number;
  readonly hamlet: string;
  readonly node: string;
  /** Without the names by which a source knows node and bulletin. */
  readonly item: Omit<LogItem, 'node'>;
  /** Ours. */
  readonly bulletin?: string | undefined;
}

/** What of a run says what it was. */
export interface RunWords {
  title: string;
  class: string;
  content: string;
  programme_id: string | null;
  bulletin_id: string | null;
}

interface Row extends RunWords {
  run_id: string;
  node_id: string;
  hamlet_id: string;
  evidence_position: number;
  due_at: number;
  state: string;
  started_at: number | null;
  ended_at: number | null;
  played_ms: number | null;
  expected_ms: number;
  heard_ms: number | null;
}

export interface Said {
  readonly id: string;
  readonly field: string;
  readonly genre: string | null;
  readonly title: string;
}

/** How much of a sound must have been heard to have sounded. */
const HEARD_SHARE = 0.8;
const result = z.enum(ENUMS.result).catch('unknown');
const field = z.enum(FIELDS).catch('general');
const bulletinClass = z.enum(BULLETIN_CLASSES);
/** What passes a station on says so; a plain recording says nothing. */
const streams = z.array(contentSchema.pick({ stream: true, relay: true }));

export interface LogQuery {
  /** Receipts from this place of the evidence log on. */
  readonly from: number;
  readonly most: number;
  /** Due instants, ms UTC. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** What nodes said they played, in the order in which their word was stored: a handful of queries, however many they are. */
export async function readLog(read: Knex, { from, most, since, until }: LogQuery): Promise<LogEntry[]> {
  const query = read('deliveries as d')
    .join('runs as r', 'r.id', 'd.run_id')
    .where('d.evidence_position', '>=', from)
    .orderBy('d.evidence_position')
    .limit(most);
  if (since !== undefined) query.where('d.due_at', '>=', since);
  if (until !== undefined) query.where('d.due_at', '<', until);
  const rows: Row[] = await query.select(
    ...['d.run_id', 'd.node_id', 'd.hamlet_id', 'd.evidence_position', 'd.due_at', 'd.state', 'd.started_at'],
    ...['d.ended_at', 'd.played_ms', 'd.expected_ms', 'd.heard_ms'],
    ...['r.title', 'r.class', 'r.content', 'r.programme_id', 'r.bulletin_id'],
  );
  const said = await saidIn(read, rows);
  return rows.map((row) => entryOf(row, said.get(row.bulletin_id ?? row.programme_id ?? '')));
}

/** The first bulletin of each programme, and those played by hand. */
export async function saidIn(
  read: Knex,
  rows: readonly Pick<RunWords, 'programme_id' | 'bulletin_id'>[],
): Promise<Map<string, Said>> {
  const programmes = [...new Set(rows.flatMap((row) => row.programme_id ?? []))];
  const firsts: { programme_id: string; bulletin_id: string }[] = await read('programme_bulletins')
    .whereIn('programme_id', programmes)
    .where({ position: 0 })
    .select('programme_id', 'bulletin_id');
  const ids = new Set([...firsts.map((one) => one.bulletin_id), ...rows.flatMap((row) => row.bulletin_id ?? [])]);
  const bulletins: Said[] = await read('bulletins')
    .whereIn('id', [...ids])
    .select('id', 'field', 'genre', 'title');
  const byId = new Map(bulletins.map((one) => [one.id, one]));
  for (const { programme_id, bulletin_id } of firsts) {
    const found = byId.get(bulletin_id);
    if (found) byId.set(programme_id, found);
  }
  return byId;
}

/** What it was, whoever played it: title, class, as what, and of which station. */
export function wordsOf(row: RunWords, said: Said | undefined) {
  const { stream, relay } = streams.parse(JSON.parse(row.content)).find((one) => one.stream) ?? {};
  const kind = stream?.kind;
  const relayed = kind === 'relay' || said?.genre === 'relay';
  const from = relay?.url ?? said?.title;
  const as: LogItem['content'] = relayed ? (relay?.as ?? 'relay') : kind === 'live' ? 'live' : 'audio';
  return {
    ...{ title: row.title, class: bulletinClass.parse(row.class), content: as, relayed },
    ...(relayed && from !== undefined ? { relayedFrom: from } : {}),
    ...(said ? { field: field.parse(said.field) } : {}),
  } as const;
}

function entryOf(row: Row, said: Said | undefined): LogEntry {
  const heard = row.heard_ms === null ? undefined : row.heard_ms >= row.expected_ms * HEARD_SHARE;
  return {
    ...{ position: row.evidence_position, hamlet: row.hamlet_id, node: row.node_id },
    ...(said ? { bulletin: said.id } : {}),
    item: {
      ...{ id: `${row.run_id}/${row.node_id}`, ...wordsOf(row, said), dueAt: row.due_at },
      ...{ length: row.expected_ms, played: row.played_ms ?? 0, result: result.parse(row.state) },
      ...(row.started_at === null ? {} : { startedAt: row.started_at }),
      ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
      ...(heard === undefined ? {} : { heard }),
    },
  };
}

/** By which reference a source sent each of these bulletins. */
export async function referencesOf(
  read: Knex,
  source: string,
  bulletins: readonly (string | undefined)[],
): Promise<Map<string, string>> {
  const ids = [...new Set(bulletins.flatMap((one) => one ?? []))];
  const rows: { bulletin_id: string; reference: string }[] = await read('source_bulletins')
    .where({ source_id: source })
    .whereIn('bulletin_id', ids)
    .select('bulletin_id', 'reference');
  return new Map(rows.map((row) => [row.bulletin_id, row.reference]));
}
