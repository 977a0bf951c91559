import { useMutation, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { KnownDevice, Me, SetupState } from '../../protocol/api/people.ts';
import { forgetForms } from './forget-forms.ts';
import { type Gateway, useGateway } from './Gateway.tsx';
import { RefusedError, UnreachableError } from './gateway-client.ts';
import { keepMe, keptMe } from './kept-me.ts';
import { paths } from './paths.ts';

/** Every answer about the session brings the token of the next change and the gateway's time. */
function heard({ client, freshness }: Gateway, me: Me): Me {
  client.csrfToken = me.csrfToken;
  freshness.heard(me.serverTime);
  keepMe(me);
  return me;
}

/** Who is signed in, or on the way to it (`step`); null when nobody is. */
export function useSession() {
  const gateway = useGateway();
  return useQuery<Me | null>({
    queryKey: [paths.session],
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    ...(keptMe() ? { networkMode: 'always', refetchOnReconnect: 'always' } : {}),
    queryFn: async () => {
      try {
        return heard(gateway, await gateway.client.get<Me>(paths.session));
      } catch (error) {
        const kept = error instanceof UnreachableError ? keptMe() : undefined;
        if (kept) return kept;
        if (!(error instanceof RefusedError) || error.problem.status !== 401) throw error;
        keepMe(null);
        // Asked again while a page is open: the page stays, with all that is typed on it, and the dialog comes over it.
        const before = gateway.queries.getQueryData<Me | null>([paths.session]);
        if (before?.step === 'done') return before;
        gateway.signedOut.over();
        return null;
      }
    },
  });
}

/** Whose PIN this browser may ask for. */
export function useKnownDevice() {
  return useQuery<KnownDevice>({
    queryKey: [paths.knownDevice, {}],
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  });
}

/** Nobody exists yet: the only way in is the link that the start printed. */
export function useSetupNeeded(): boolean {
  const state = useQuery<SetupState>({
    queryKey: [paths.setup, {}],
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  });
  return state.data?.needed ?? false;
}

/** The pages open for this person; what somebody else saw is forgotten. */
export function useEnter() {
  const gateway = useGateway();
  return (me: Me) => {
    const { queries, signedOut } = gateway;
    heard(gateway, me);
    const before = queries.getQueryData<Me>([paths.session]);
    if (before && before.account.id !== me.account.id)
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== paths.session });
    queries.setQueryData([paths.session], me);
    // Last: what waited is sent with the new tokens.
    signedOut.over(before?.account.id === me.account.id);
    void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== paths.session });
  };
}

/** One step of signing in: its answer says whether another follows. */
function useSignInStep<Input>(path: string) {
  const gateway = useGateway();
  return useMutation({
    mutationFn: async (input: Input) => heard(gateway, await gateway.client.send<Me>('POST', path, input)),
  });
}

export const useSignIn = () => useSignInStep<{ username: string; password: string }>(paths.session);
export const useSecondFactor = () => useSignInStep<{ code: string }>(paths.secondFactor);
export const usePinSignIn = () => useSignInStep<{ pin: string }>(paths.pin);
export const usePhoneLink = () => useSignInStep<{ code: string; pin: string; deviceName: string }>(paths.phoneLink);
export const usePasswordLink = () => useSignInStep<{ code: string; password: string }>(paths.passwordLink);
export const useFirstAdministrator = () =>
  useSignInStep<{ code: string; username: string; name: string; password: string }>(paths.setup);

/** Asks who am I without opening the pages: the sign-in is not over while the recovery codes are being read. */
export function useAskMe() {
  const gateway = useGateway();
  return async () => heard(gateway, await gateway.client.get<Me>(paths.session));
}

/** Proves afresh who sits here; the answer is the session as it is then. */
export function useUnlock() {
  const gateway = useGateway();
  return useMutation({
    mutationFn: async (proof: { pin: string } | { code: string }) => {
      const me = heard(gateway, await gateway.client.send<Me>('POST', paths.unlock, proof));
      gateway.queries.setQueryData([paths.session], me);
    },
  });
}

/** Told to the window before somebody signs out. */
export const LEAVING = 'loaxa-leaving';
/** Whoever has something to send yet puts it in `until`: the session ends after it. */
export type Leaving = CustomEvent<{ readonly until: Promise<unknown>[] }>;
/** A line that answers no faster keeps nobody here. */
const LEAVE_WITHIN_MS = 5_000;

export function useSignOut() {
  const { client, queries, signedOut } = useGateway();
  return useMutation({
    mutationFn: async () => {
      const until: Promise<unknown>[] = [];
      dispatchEvent(new CustomEvent(LEAVING, { detail: { until } }));
      await Promise.race([Promise.allSettled(until), new Promise((done) => setTimeout(done, LEAVE_WITHIN_MS))]);
      return client.send<void>('DELETE', paths.session);
    },
    // Not where the gateway was not reached: what is typed here may be nowhere else.
    onSuccess: () => forgetForms(queries.getQueryData<Me>([paths.session])?.account.id ?? ''),
    onSettled: () => {
      client.csrfToken = undefined;
      keepMe(null);
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
