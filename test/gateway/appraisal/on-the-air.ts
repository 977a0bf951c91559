import { ulid } from 'ulid';
import { BulletinStore, type StoredBulletin } from '../../../gateway/broadcast/bulletin-store.ts';
import { contentOf } from '../../../gateway/broadcast/content.ts';
import type { Delivery } from '../../../gateway/broadcast/delivery.ts';
import { DeliveryStore } from '../../../gateway/broadcast/delivery-store.ts';
import { RunStore, type StoredRun } from '../../../gateway/broadcast/run-store.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import type { TestDatabase } from '../database/engines.ts';
import type { Doors } from '../http/doors.ts';

/** What one node says of a run: heard for so long of its length, played without a sensor, silent, or nothing at all. */
export type Word = { readonly heard: number } | { readonly played: number } | 'missed' | 'unknown';

let made = 0;

/** Writes on to the record what broadcasting would have written: bulletins, runs, and what nodes said of them. */
export class OnTheAir {
  readonly #doors: Doors;
  readonly #database: TestDatabase['database'];

  constructor(doors: Doors, { database }: TestDatabase) {
    this.#doors = doors;
    this.#database = database;
  }

  async node(hamlet: Area, technology: 'ip' | 'fm' | 'wired' = 'ip', horns = 2): Promise<string> {
    const code = `C${++made}`;
    return (
      await this.#doors.nodes.create({ id: 'system' }, { hamlet: hamlet.id, code, place: 'Cột 1', technology, horns })
    ).id;
  }

  async bulletin(area: Area, change: Partial<StoredBulletin> = {}): Promise<StoredBulletin> {
    const recording = String(++made).padStart(64, '0');
    const bulletin: StoredBulletin = {
      ...{ id: ulid(), title: `Bản tin ${made}`, class: 'normal', field: 'digital', genre: 'news', language: 'vi' },
      ...{ recording, area: area.id, state: 'approved', contentHash: recording, createdBy: 'nga', changedBy: 'nga' },
      createdAt: 0,
      ...change,
    };
    await this.#database.write((transaction) => new BulletinStore(this.#database).save(transaction, bulletin));
    return bulletin;
  }

  /** A run of five minutes, with the word of each of its nodes. */
  async run(
    at: { readonly day: string; readonly time: string },
    said: StoredBulletin | undefined,
    words: ReadonlyMap<string, Word>,
    change: Partial<StoredRun> = {},
  ): Promise<string> {
    const dueAt = instantAt(at.day, at.time);
    const durationMs = 5 * MINUTE_MS;
    const sound = { sha256: said?.recording ?? 'f'.repeat(64), durationMs, opus: 'o', mp3: 'm' };
    const run: StoredRun = {
      ...{ id: ulid(), title: said?.title ?? 'Khẩn cấp', class: 'normal', level: 'commune', dueAt, durationMs },
      ...{ state: 'ended', latenessMs: MINUTE_MS, registered: true, createdBy: 'nga', createdAt: 0 },
      contents: [contentOf(sound, said?.title ?? 'Khẩn cấp')],
      area: said?.area ?? '',
      ...(said ? { bulletin: said.id } : {}),
      ...change,
    };
    const deliveries = [...words].map(([node, word]) => this.#delivery(run, node, word));
    await this.#database.write(async (transaction) => {
      await new RunStore(this.#database).saveMany(transaction, [run]);
      await new DeliveryStore(this.#database).addMany(transaction, deliveries);
    });
    return run.id;
  }

  #delivery(run: StoredRun, node: string, word: Word): Delivery {
    const { hamlet = '', horns = 0 } = this.#doors.nodes.roster.get(node) ?? {};
    const { dueAt, durationMs: expectedMs } = run;
    const frozen = {
      run: run.id,
      node,
      hamlet,
      horns,
      dueAt,
      due: true,
      registered: run.registered,
      final: true,
      expectedMs,
    };
    if (typeof word === 'string') return { ...frozen, state: word };
    const share = 'heard' in word ? word.heard : word.played;
    const playedMs = Math.round(expectedMs * share);
    return {
      ...frozen,
      state: share < 1 ? 'partial' : 'full',
      ...{ startedAt: dueAt, endedAt: dueAt + playedMs, playedMs },
      ...('heard' in word ? { heardMs: playedMs, heardBy: 'microphone' } : { heardMs: 0, heardBy: 'none' }),
    };
  }
}
