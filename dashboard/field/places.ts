import { useEffect } from 'react';
import type { Area, Node } from '../../protocol/api/areas.ts';
import type { Page } from '../../protocol/api/common.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths, type Query, withQuery } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { keepCopy } from './kept.ts';
import { useKept } from './use-kept.ts';

const EVERYTHING = 500;

const hamletsQuery = (commune: string) => ({ parent: commune, kind: 'hamlet', limit: EVERYTHING });
const nodesQuery = (commune: string) => ({ area: commune, limit: EVERYTHING });

/** The communes an account may visit, and the hamlets and clusters of the one that is chosen; all of it kept for the field. */
export function usePlaces(commune: string) {
  const home = useMe().account.areas[0];
  const own = useKept<Area>(paths.area(home ?? ''), {}, { enabled: home !== undefined });
  const kind = own.data?.kind;
  const below = useKept<Page<Area>>(
    paths.areas,
    { parent: home, kind: 'commune', limit: EVERYTHING },
    { enabled: kind === 'province' },
  );
  const hamlets = useKept<Page<Area>>(paths.areas, hamletsQuery(commune), { enabled: commune !== '' });
  const nodes = useKept<Page<Node>>(paths.nodes, nodesQuery(commune), { enabled: commune !== '' });
  return {
    communes: kind === 'commune' && own.data ? [own.data] : (below.data?.items ?? []),
    hamlets: hamlets.data?.items ?? [],
    nodes: nodes.data?.items ?? [],
    isKnown: commune === '' || hamlets.data !== undefined,
  };
}

/** Fetches what a visit to these communes needs, while there is a network. */
export function useReadyForField(communes: readonly string[]): void {
  const { client } = useGateway();
  const account = useMe().account.id;
  const home = useMe().account.areas[0] ?? '';
  const list = communes.join(' ');
  useEffect(() => {
    let current = true;
    const fetchAll = async () => {
      const wanted: [string, Query][] = [
        [paths.area(home), {}],
        [paths.areas, { parent: home, kind: 'commune', limit: EVERYTHING }],
        ...list.split(' ').flatMap((commune): [string, Query][] =>
          commune === ''
            ? []
            : [
                [paths.areas, hamletsQuery(commune)],
                [paths.nodes, nodesQuery(commune)],
              ],
        ),
      ];
      for (const [path, query] of wanted) {
        if (!current) return;
        const address = withQuery(path, query);
        await keepCopy(`${account} ${address}`, await client.get(address), Date.now());
      }
    };
    void fetchAll().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [client, account, home, list]);
}

/** As `usePlaces`, of whatever the account has: one with a single hamlet or commune need not choose it. */
export function useOwnPlaces(chosen: string) {
  const home = useMe().account.areas[0] ?? '';
  const own = useKept<Area>(paths.area(home), {}, { enabled: home !== '' });
  const isHamlet = own.data?.kind === 'hamlet';
  const commune = own.data?.kind === 'commune' ? home : chosen;
  const places = usePlaces(commune);
  const nodes = useKept<Page<Node>>(paths.nodes, nodesQuery(home), { enabled: isHamlet });
  return isHamlet && own.data
    ? { communes: [], hamlets: [own.data], nodes: nodes.data?.items ?? [], only: own.data.id }
    : { ...places, only: undefined };
}
