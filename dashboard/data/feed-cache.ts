import type { QueryClient } from '@tanstack/react-query';
import type { Node } from '../../protocol/api/areas.ts';
import type { Run } from '../../protocol/api/broadcast.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { FeedMessage } from '../../protocol/api/feed.ts';
import { nodeAfter, nodesAfter, runAfter } from './feed-apply.ts';
import type { Freshness } from './freshness.ts';
import { paths } from './paths.ts';

/** Counters are fetched again at most this often, however many nodes change. */
const REFETCH_EVERY_MS = 1_500;

/** Lets what the feed says flow into the pages' caches. */
export class FeedCache {
  readonly #queries: QueryClient;
  readonly #freshness: Freshness;
  readonly #due = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(queries: QueryClient, freshness: Freshness) {
    this.#queries = queries;
    this.#freshness = freshness;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due.clear();
  }

  take(message: FeedMessage): void {
    this.#freshness.heard(message.at);
    switch (message.type) {
      case 'hello':
        return;
      case 'tick':
        this.#freshness.setWatching(message.watching);
        return;
      case 'presence':
        this.#takePresence(message);
        return;
      case 'deliveries':
        this.#takeDeliveries(message);
        return;
      case 'run':
        this.#refetchSoon(paths.run(message.id), paths.runs, paths.overview);
        return;
      case 'fault':
        this.#refetchSoon(paths.faults);
        return;
      case 'confirmation':
        this.#takeConfirmation(message);
        return;
      case 'changed':
        if (message.what === 'emergencies') this.#refetchEmergencies(paths.emergencies);
        this.#refetchSoon(...PATHS_OF[message.what]);
        return;
    }
  }

  #takePresence(message: Extract<FeedMessage, { type: 'presence' }>): void {
    const changes = new Map(message.changes.map((change) => [change.node, change]));
    this.#queries.setQueriesData<Page<Node>>({ queryKey: [paths.nodes] }, (page) => page && nodesAfter(page, changes));
    for (const change of message.changes) {
      this.#queries.setQueriesData<Node>(
        { queryKey: [paths.node(change.node)] },
        (node) => node && nodeAfter(node, change),
      );
      if (this.#queries.getQueryState([paths.node(change.node), {}])) this.#refetchSoon(paths.presence(change.node));
    }
    this.#refetchSoon(paths.overview);
  }

  #takeDeliveries(message: Extract<FeedMessage, { type: 'deliveries' }>): void {
    const path = paths.run(message.run);
    this.#queries.setQueriesData<Run>({ queryKey: [path] }, (run) => {
      if (!run) return run;
      const after = runAfter(run, message.deliveries);
      if (!after) this.#refetchSoon(path);
      return after ?? run;
    });
    this.#refetchEmergencies(paths.emergency(message.run));
    this.#refetchSoon(paths.overview, paths.runs);
  }

  /** Two seconds are allowed from the siren to every screen: asked at once, not with the counters. */
  #refetchEmergencies(under: string): void {
    void this.#queries.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith(under) });
  }

  /** Sixty seconds are short: the list is asked at once, and the state is kept for who waits for it. */
  #takeConfirmation({ id, state }: Extract<FeedMessage, { type: 'confirmation' }>): void {
    this.#queries.setQueryData([paths.confirmation(id)], state);
    void this.#queries.invalidateQueries({ queryKey: [paths.confirmations] });
  }

  #refetchSoon(...keys: readonly string[]): void {
    for (const key of keys) this.#due.add(key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const due = [...this.#due];
      this.#due.clear();
      for (const key of due) void this.#queries.invalidateQueries({ queryKey: [key] });
    }, REFETCH_EVERY_MS);
  }
}

type Changed = Extract<FeedMessage, { type: 'changed' }>['what'];
const PATHS_OF: Record<Changed, readonly string[]> = {
  areas: [paths.areas, paths.overview],
  nodes: [paths.nodes, paths.overview],
  recordings: [paths.recordings],
  bulletins: [paths.bulletins, paths.approvals, paths.inbox],
  programmes: [paths.programmes, paths.preview, paths.approvals],
  coverage: [paths.coverage, paths.overview],
  emergencies: [paths.overview, paths.drills, paths.emergencyTemplates],
  campaigns: [paths.campaigns, paths.inbox],
  inspections: [paths.inspections, paths.inspectionsDue, paths.coverage],
  periods: [paths.periods, paths.coverage],
  cases: [paths.cases, paths.repairs, paths.faults, paths.incidents],
  maintenance: [paths.maintenance, paths.nodes],
  actions: [],
  firmware: [paths.firmwares, paths.rollouts],
  health: [paths.health],
  listening: [paths.listeners],
  live: [paths.live],
  relays: [paths.relays],
  sources: [paths.sources, paths.alerts],
  dossiers: [paths.dossiers],
};
