import knexModule from 'knex';
import mqtt from 'mqtt';
import { check } from '../protocol/codec.ts';
import { type Beat, beat } from '../protocol/messages/uplink.ts';
import { uplinkFilter } from '../protocol/topics.ts';

/** The bound of the same run: MQTT.js → zod → one json_each upsert a second, with no presence, no faults, no feed. */
const database = knexModule.knex({
  client: 'sqlite3',
  connection: { filename: process.env.BENCH_DATABASE as string },
  useNullAsDefault: true,
});
await database.raw('PRAGMA journal_mode=WAL');
await database.raw('CREATE TABLE beats (node TEXT PRIMARY KEY, "at" INTEGER, seq INTEGER, body TEXT)');

let handled = 0;
const latest = new Map<string, Beat>();
const client = mqtt.connect(`mqtt://127.0.0.1:${process.env.BENCH_PORT}`, { protocolVersion: 4, clean: true });
client.on('message', (_topic, payload) => {
  const checked = check(beat, JSON.parse(payload.toString()));
  if (checked.ok) latest.set(checked.body.node, checked.body);
  handled++;
});
client.on('connect', () => client.subscribe(uplinkFilter('beat'), () => process.send?.({ type: 'ready' })));

setInterval(async () => {
  const rows = [...latest.values()];
  latest.clear();
  if (rows.length > 0) {
    await database.raw(
      `INSERT INTO beats SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true ON CONFLICT (node) DO UPDATE SET "at" = excluded."at", seq = excluded.seq, body = excluded.body`,
      [JSON.stringify(rows.map((row) => [row.node, row.at, row.seq, JSON.stringify(row)]))],
    );
  }
  process.send?.({ type: 'handled', handled });
}, 250);
process.on('disconnect', () => process.exit(0));
