import { useMutation, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import { useGateway } from './Gateway.tsx';
import { RefusedError } from './gateway-client.ts';
import { paths } from './paths.ts';

/** Who is signed in; null when nobody is. */
export function useSession() {
  const { client, freshness, signedOut } = useGateway();
  return useQuery<Me | null>({
    queryKey: [paths.session],
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    queryFn: async () => {
      try {
        const me = await client.get<Me>(paths.session);
        client.csrfToken = me.csrfToken;
        freshness.heard(me.serverTime);
        return me;
      } catch (error) {
        if (!(error instanceof RefusedError) || error.problem.status !== 401) throw error;
        signedOut.over();
        return null;
      }
    },
  });
}

export function useSignIn() {
  const { client, queries, freshness, signedOut } = useGateway();
  return useMutation({
    mutationFn: (credentials: { username: string; password: string }) =>
      client.send<Me>('POST', paths.session, credentials),
    onSuccess: (me) => {
      client.csrfToken = me.csrfToken;
      freshness.heard(me.serverTime);
      const before = queries.getQueryData<Me>([paths.session]);
      // Somebody else's pages must not be seen by the next person.
      if (before && before.account.id !== me.account.id)
        queries.removeQueries({ predicate: (query) => query.queryKey[0] !== paths.session });
      signedOut.over();
      queries.setQueryData([paths.session], me);
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== paths.session });
    },
    onError: () => signedOut.over(),
  });
}

export function useSignOut() {
  const { client, queries, signedOut } = useGateway();
  return useMutation({
    mutationFn: () => client.send<void>('DELETE', paths.session),
    onSettled: () => {
      client.csrfToken = undefined;
      signedOut.over();
      queries.clear();
      queries.setQueryData([paths.session], null);
    },
  });
}

export const MeContext = createContext<Me | undefined>(undefined);

/** The signed-in account; only for pages inside the frame. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe needs a signed-in frame above it');
  return me;
}
