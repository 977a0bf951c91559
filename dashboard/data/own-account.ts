import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  ApiToken,
  apiTokenInput,
  madeApiToken,
  OpenSession,
  RecoveryCodes,
  SecondFactorSecret,
  TrustedDevice,
} from '../../protocol/api/people.ts';
import { useChange } from './changes.ts';
import { useGateway } from './Gateway.tsx';
import { paths } from './paths.ts';

const useList = <T>(path: string) => useQuery<{ items: T[] }>({ queryKey: [path, {}], refetchInterval: false });

export const useDevices = () => useList<TrustedDevice>(paths.myDevices);
export const useOpenSessions = () => useList<OpenSession>(paths.mySessions);
export const useTokens = () => useList<ApiToken>(paths.myTokens);

/** A secret that holds once a code of it was confirmed; asked when the set-up opens, and forgotten when it closes. */
export function useNewSecret() {
  const { client } = useGateway();
  return useQuery({
    queryKey: [paths.mySecondFactor],
    queryFn: () => client.send<SecondFactorSecret>('POST', paths.mySecondFactor),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: false,
    retry: false,
  });
}
export const useConfirmSecret = () =>
  useChange((client, code: string) => client.send<RecoveryCodes>('POST', paths.confirmSecondFactor, { code }));
export const useNewRecoveryCodes = () =>
  useChange((client) => client.send<RecoveryCodes>('POST', paths.myRecoveryCodes));
export const useEndSecondFactor = () =>
  useChange((client) => client.send<void>('DELETE', paths.mySecondFactor), [paths.session]);
export const useChangePassword = () =>
  useChange(
    (client, passwords: { current: string; password: string }) => client.send<void>('PUT', paths.myPassword, passwords),
    [paths.session, paths.mySessions],
  );
export const useTrustDevice = () =>
  useChange(
    (client, device: { name: string; pin: string }) => client.send<TrustedDevice>('POST', paths.myDevices, device),
    [paths.myDevices, paths.knownDevice],
  );
export const useEndDevice = () =>
  useChange(
    (client, device: string) => client.send<void>('DELETE', paths.myDevice(device)),
    [paths.myDevices, paths.knownDevice, paths.mySessions, paths.session],
  );
export const useEndSession = () =>
  useChange((client, session: string) => client.send<void>('DELETE', paths.mySession(session)), [paths.mySessions]);
export const useMakeToken = () =>
  useChange(
    (client, input: z.input<typeof apiTokenInput>) =>
      client.send<z.infer<typeof madeApiToken>>('POST', paths.myTokens, input),
    [paths.myTokens],
  );
export const useEndToken = () =>
  useChange((client, token: string) => client.send<void>('DELETE', paths.myToken(token)), [paths.myTokens]);
