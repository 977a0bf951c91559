import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { FeedCache } from './feed-cache.ts';
import { FeedLink } from './feed-link.ts';
import { type Age, ageOf, Freshness, type FreshnessState } from './freshness.ts';
import { GatewayClient, RefusedError } from './gateway-client.ts';
import { paths, type Query, withQuery } from './paths.ts';
import { SessionEnds } from './session-ends.ts';
import { SignedOut } from './signed-out.ts';
import { Unlocking } from './unlocking.ts';

const POLL_MS = 15_000;

export interface Gateway {
  client: GatewayClient;
  queries: QueryClient;
  freshness: Freshness;
  signedOut: SignedOut;
  sessionEnds: SessionEnds;
  unlocking: Unlocking;
}

const GatewayContext = createContext<Gateway | undefined>(undefined);

function createGateway(): Gateway {
  const freshness = new Freshness(Date.now);
  const signedOut = new SignedOut();
  const sessionEnds = new SessionEnds();
  const unlocking = new Unlocking();
  const client = new GatewayClient({
    answered: () => freshness.heard(),
    missed: () => freshness.missed(),
    signedOut: () => signedOut.happened(),
    signInAgain: () => signedOut.again(),
    ends: (at) => sessionEnds.heard(at),
    unlock: () => unlocking.ask(),
  });
  const queries = new QueryClient({
    defaultOptions: {
      // Without a network a change fails at once: an approval or a STOP kept back would come at another time than it was meant.
      mutations: { networkMode: 'always' },
      queries: {
        staleTime: 10_000,
        // Pushed by the feed while it is open; some lists ask again all the same, at their own pace.
        refetchInterval: (query) =>
          freshness.connected ? ((query.meta?.everyMs as number | undefined) ?? false) : POLL_MS,
        retry: (failures, error) => !(error instanceof RefusedError) && failures < 2,
        queryFn: ({ queryKey: [path, query], signal }) => client.get(withQuery(String(path), query as Query), signal),
      },
    },
  });
  return { client, queries, freshness, signedOut, sessionEnds, unlocking };
}

export function GatewayProvider({ children }: { children: ReactNode }) {
  const [gateway] = useState(createGateway);
  return (
    <GatewayContext.Provider value={gateway}>
      <QueryClientProvider client={gateway.queries}>{children}</QueryClientProvider>
    </GatewayContext.Provider>
  );
}

export function useGateway(): Gateway {
  const gateway = useContext(GatewayContext);
  if (!gateway) throw new Error('useGateway needs a GatewayProvider above it');
  return gateway;
}

/** Keeps the feed open while a signed-in page is shown. The gateway looks once, at its opening, which areas it may tell of: `areas`. */
export function useFeed(areas: string): void {
  const { queries, freshness } = useGateway();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another reach needs another feed
  useEffect(() => {
    const cache = new FeedCache(queries, freshness);
    const link = new FeedLink(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${paths.feed}`, {
      message: (message) => cache.take(message),
      opened: () => {
        const missed = !freshness.connected;
        freshness.setConnected(true);
        freshness.heard();
        // What changed while the feed was closed was never said to us.
        if (missed) void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== paths.session });
      },
      closed: () => {
        freshness.setConnected(false);
        void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== paths.session });
      },
    });
    const looked = () => document.visibilityState === 'visible' && link.hurry();
    document.addEventListener('visibilitychange', looked);
    window.addEventListener('online', looked);
    link.start();
    return () => {
      document.removeEventListener('visibilitychange', looked);
      window.removeEventListener('online', looked);
      link.stop();
      cache.stop();
      freshness.setConnected(false);
    };
  }, [queries, freshness, areas]);
}

/** The gateway's time, renewed every `everyMs`. */
export function useServerNow(everyMs = 1_000): number {
  const { freshness } = useGateway();
  const [now, setNow] = useState(() => freshness.serverNow());
  useEffect(() => {
    setNow(freshness.serverNow());
    const timer = setInterval(() => setNow(freshness.serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [freshness, everyMs]);
  return now;
}

/** Can this machine reach the gateway? A closed feed alone does not say no. */
export function useReachable(): boolean {
  const { freshness } = useGateway();
  const { reachable } = useSyncExternalStore(freshness.subscribe, freshness.state);
  const online = useSyncExternalStore(watchOnline, () => navigator.onLine);
  return reachable && online;
}

function watchOnline(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

export function useFreshness(): FreshnessState & { age: Age; ageMs: number } {
  const { freshness } = useGateway();
  const state = useSyncExternalStore(freshness.subscribe, freshness.state);
  useServerNow();
  const ageMs = freshness.ageMs();
  return { ...state, ageMs, age: ageOf(ageMs) };
}
