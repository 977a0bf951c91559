import knexModule from 'knex';
import mqtt from 'mqtt';
import { check } from '../protocol/codec.ts';
import { ack, beat } from '../protocol/messages/uplink.ts';
import { uplinkFilter } from '../protocol/topics.ts';

/**
 * The bound of the same run: MQTT.js → zod → one json_each upsert, with no presence, no faults, no feed. Beats are stored
 * each second, the newest of each node; acknowledgements as soon as the ones before are.
 */
const channel = process.env.BENCH_CHANNEL === 'ack' ? 'ack' : 'beat';
const [schema, everyMs] = channel === 'ack' ? [ack, 20] : [beat, 1_000];
const database = knexModule.knex({
  client: 'sqlite3',
  connection: { filename: process.env.BENCH_DATABASE as string },
  useNullAsDefault: true,
});
await database.raw('PRAGMA journal_mode=WAL');
await database.raw('PRAGMA synchronous=FULL');
await database.raw('CREATE TABLE latest (node TEXT PRIMARY KEY, "at" INTEGER, seq INTEGER, body TEXT)');

let handled = 0;
let stored = 0;
let storing = false;
const latest = new Map<string, { node: string; at: number }>();
const client = mqtt.connect(`mqtt://127.0.0.1:${process.env.BENCH_PORT}`, { protocolVersion: 4, clean: true });
client.on('message', (_topic, payload) => {
  const checked = check<{ node: string; at: number }>(schema, JSON.parse(payload.toString()));
  if (checked.ok) latest.set(checked.body.node, checked.body);
  handled++;
});
const qos = channel === 'ack' ? 1 : 0;
client.on('connect', () => client.subscribe(uplinkFilter(channel), { qos }, () => process.send?.({ type: 'ready' })));

async function store(): Promise<void> {
  if (storing || latest.size === 0) return;
  storing = true;
  const rows = [...latest.values()].map((row) => [row.node, row.at, JSON.stringify(row)]);
  latest.clear();
  await database.raw(
    `INSERT INTO latest SELECT value ->> 0, value ->> 1, 0, value ->> 2 FROM json_each(?) WHERE true ON CONFLICT (node) DO UPDATE SET "at" = excluded."at", seq = seq + 1, body = excluded.body`,
    [JSON.stringify(rows)],
  );
  stored += rows.length;
  storing = false;
}
setInterval(() => void store(), everyMs);
setInterval(() => process.send?.({ type: 'counts', handled, stored }), 20);
process.on('disconnect', () => process.exit(0));
