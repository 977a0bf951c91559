import { SYSTEM } from '../../protocol/authority.ts';
import type { LiveEnd } from '../../protocol/live.ts';
import { AudioRefusedError } from '../audio/refusal.ts';
import { audiencesOf } from '../broadcast/audience.ts';
import { Reach } from '../broadcast/reach.ts';
import type { Transaction } from '../database/database.ts';
import type { LiveParts } from './live-parts.ts';
import type { LiveStore, PartStopped, StoredLive } from './live-store.ts';
import { BLOCK_MS } from './pacer.ts';
import type { Tapes } from './tape.ts';

/** The end of the stream is the end of the words; who has not noticed it is stopped a moment later. */
const STOP_AFTER_MS = 1_500;
const STOP_FOR_MS = 120_000;
/** What the recording keeps after the last sound. */
const TAIL_MS = 400;

export interface Ended {
  readonly end: LiveEnd;
  readonly endedAt: number;
  /** From the end of the countdown to the last sound. */
  readonly saidMs: number;
  /** Who ended it, where a person did. */
  readonly by?: string | undefined;
  /** What the speaker lost, where it was taken. */
  readonly why?: string | undefined;
}

/** What is written when somebody has spoken: how long, that the nodes stop, and what was said. */
export class Ending {
  readonly #parts: LiveParts;
  readonly #store: LiveStore;
  readonly #tapes: Tapes;
  readonly #reach: Reach;

  constructor(parts: LiveParts, store: LiveStore, tapes: Tapes) {
    this.#parts = parts;
    this.#store = store;
    this.#tapes = tapes;
    this.#reach = new Reach(parts);
  }

  async end(live: StoredLive, ended: Ended): Promise<void> {
    const { database, outbox, facts, log, clock } = this.#parts;
    const written = await database.write(async (transaction) => {
      const before = await this.#store.get(live.id, transaction);
      if (!before || before.endedAt !== undefined) return false;
      const { end, endedAt, saidMs } = ended;
      await this.#store.end(transaction, live.id, { end, endedAt, durationMs: saidMs });
      await this.#judge(transaction, live, ended);
      await this.#silence(transaction, live, ended);
      if (live.class === 'emergency') await this.#endEmergency(transaction, live, ended);
      const about = { subject: live.id, area: live.area, outcome: 'done' as const };
      const { why } = ended;
      const change = { before: { endsAt: live.endsAt }, after: { end, ...(why && { why }), endedAt, saidMs } };
      await this.#parts.audit.record({ by: ended.by ?? SYSTEM, action: 'live.end', ...about, ...change }, transaction);
      return true;
    });
    if (!written) return;
    log.info({ live: live.id, end: ended.end, why: ended.why, saidMs: ended.saidMs }, 'a live session ended');
    void outbox.flush().catch((error) => log.warn({ err: error, live: live.id }, 'the stop waits for the broker'));
    const at = clock.now();
    facts.tell('runChanged', { at, id: live.id, state: ended.saidMs === 0 ? 'cancelled' : 'on-air' });
    facts.tell('changed', { at, what: 'live' });
    if (live.class === 'emergency') facts.tell('changed', { at, what: 'emergencies' });
  }

  /** Somebody silenced a part of it; the stop itself is written by who sent it. */
  async partStopped(live: StoredLive, parts: readonly PartStopped[], left: number): Promise<void> {
    const newest = parts.at(-1);
    if (!newest) return;
    const { by, hamlets, nodes } = newest;
    await this.#parts.database.write(async (transaction) => {
      await this.#store.stoppedIn(transaction, live.id, parts);
      const about = { by, action: 'live.part-stopped', subject: live.id, area: live.area, outcome: 'done' as const };
      const change = { before: { nodes: left + nodes.length }, after: { nodes: left, stopped: nodes, hamlets } };
      await this.#parts.audit.record({ ...about, ...change }, transaction);
    });
    this.#parts.log.info({ live: live.id, nodes: nodes.length, left, by }, 'a part of a live session was silenced');
  }

  /** Makes a recording of the tape, of as much as was said. What is no sound (nobody spoke) is thrown away, and the log says so. */
  async keep(live: StoredLive, saidMs?: number): Promise<void> {
    const { recordings, database, facts, clock, log } = this.#parts;
    const most = saidMs === undefined ? undefined : saidMs === 0 ? 0 : Math.ceil((saidMs + TAIL_MS) / BLOCK_MS);
    const tape = await this.#tapes.read(live.id, most);
    if (tape) {
      try {
        const upload = await recordings.receive(tape.stream);
        const { sha256 } = await recordings.add({ id: live.by }, upload, { title: live.title, area: live.area });
        await database.write((transaction) => this.#store.recorded(transaction, live.id, sha256));
      } catch (error) {
        // Another time may be better for anything but a sound that is none.
        if (!(error instanceof AudioRefusedError)) throw error;
        log.warn({ live: live.id, code: error.code }, 'what was said is no recording');
      }
    }
    await this.#tapes.forget(live.id);
    facts.tell('changed', { at: clock.now(), what: 'live' });
  }

  async #judge(transaction: Transaction, live: StoredLive, { endedAt, saidMs }: Ended): Promise<void> {
    const { runs, deliveries } = this.#parts.broadcast;
    const [run] = await runs.getMany([live.id], transaction);
    if (!run) return;
    await runs.said(transaction, run, { endsAt: Math.max(endedAt, live.soundsAt), durationMs: saidMs });
    await deliveries.said(transaction, live.id, saidMs);
    const hamlets = this.#reach.hamletsOf(live.targets).map((hamlet) => ({ hamlet, dueAt: live.soundsAt }));
    await deliveries.markDirty(transaction, hamlets, this.#parts.clock.now());
  }

  async #silence(transaction: Transaction, live: StoredLive, { end }: Ended): Promise<void> {
    const { outbox, clock, tree } = this.#parts;
    const now = clock.now();
    // Who never had the command shall not begin now.
    await outbox.withdraw(transaction, live.id);
    // Streams of a gateway that was killed ended in the middle; others end whole, and a stop before that would cut them short.
    const notBefore = end === 'restart' ? now : now + STOP_AFTER_MS;
    for (const { audience, members } of audiencesOf(tree, this.#reach, live.targets)) {
      const order = { type: 'stop' as const, class: live.class, audience, by: SYSTEM, runId: live.id };
      const args = { run: { run: live.id }, why: `live: ${end}` };
      await outbox.enqueue(transaction, { ...order, args, notBefore, expiresAt: now + STOP_FOR_MS }, members);
    }
  }

  async #endEmergency(transaction: Transaction, live: StoredLive, { endedAt, by }: Ended): Promise<void> {
    const { store } = this.#parts.broadcast.emergencies;
    const before = await store.get(live.id, transaction);
    if (!before || before.endedAt !== undefined) return;
    await store.save(transaction, { ...before, endedAt, endedHow: 'cleared', endedBy: by ?? SYSTEM });
  }
}
