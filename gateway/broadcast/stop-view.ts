import type { StopProgress } from '../../protocol/api/emergency.ts';
import { NotFoundError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { BroadcastParts } from './parts.ts';
import { StopStore } from './stop-store.ts';

/** Who has fallen silent since STOP was pressed. */
export class StopViews {
  readonly #parts: BroadcastParts;
  readonly #store: StopStore;

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
    this.#store = new StopStore(parts.database);
  }

  /** A node is silent when it says so (it acknowledges only then), or when a beat since the stop names nothing that plays. */
  async progress(person: Person, id: string): Promise<StopProgress> {
    const { roster, tree } = this.#parts;
    const stop = await this.#store.get(id);
    const all = stop ? await this.#store.targets(id) : [];
    const targets = all.filter(({ node }) => tree.isWithin(roster.get(node)?.hamlet ?? '', person.areas));
    if (!stop || (targets.length === 0 && stop.by !== person.id))
      throw new NotFoundError('no-such-stop', 'There is no such stop.');
    const open: string[] = [];
    let lastAt: number | undefined;
    for (const { node, isDone, updatedAt } of targets) {
      const silentAt = isDone ? updatedAt : this.#silentSince(node, stop.at);
      if (silentAt === undefined) open.push(node);
      else lastAt = Math.max(lastAt ?? 0, silentAt);
    }
    return {
      ...{ command: id, at: stop.at, nodes: targets.length, silent: targets.length - open.length },
      ...(lastAt === undefined ? {} : { tookMs: Math.max(0, lastAt - stop.at) }),
      open: open
        .map((node) => this.#shown(node))
        .sort((a, b) => Number(b.online) - Number(a.online) || (a.code < b.code ? -1 : 1)),
    };
  }

  #silentSince(node: string, stoppedAt: number): number | undefined {
    const beat = this.#parts.lastBeatOf(node);
    return beat && beat.at > stoppedAt && beat.playing === undefined ? beat.at : undefined;
  }

  #shown(node: string): StopProgress['open'][number] {
    const { roster, tree, isOnline, lastBeatOf } = this.#parts;
    const record = roster.get(node);
    const lastSeenAt = lastBeatOf(node)?.at;
    return {
      ...{ node, code: record?.code ?? node, hamletName: tree.get(record?.hamlet ?? '')?.name ?? '' },
      online: isOnline(node),
      ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    };
  }
}
