import { useQuery } from '@tanstack/react-query';
import type { Dictionary, DictionaryEntry, SpeechInput, SpeechVoices } from '../../protocol/api/library.ts';
import { useChange } from '../data/changes.ts';
import { useGateway } from '../data/Gateway.tsx';
import { type GatewayClient, problemOf, RefusedError, UnreachableError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

/** What the engine can changes with the server's settings only. */
export const useVoices = () => {
  const { client } = useGateway();
  return useQuery<SpeechVoices>({
    queryKey: [paths.speechVoices, {}],
    queryFn: () => client.get<SpeechVoices>(paths.speechVoices),
    staleTime: 5 * 60_000,
    refetchInterval: false,
    retry: false,
  });
};

export const useDictionary = (area: string | undefined) =>
  useGet<Dictionary>(paths.dictionary(area ?? ''), {}, { enabled: area !== undefined });

/** The whole list of an area's own words anew; every preview is read again with it. */
export const useSetDictionary = (area: string) =>
  useChange(
    (client, entries: readonly DictionaryEntry[]) =>
      client.send<Dictionary>('PUT', paths.dictionary(area), { entries }),
    [paths.dictionary(area), paths.speechPreview],
  );

/** One sentence as MP3; the gateway keeps nothing of it. */
export async function sentenceSound(
  client: GatewayClient,
  order: Pick<SpeechInput, 'text' | 'voice' | 'speed'> & { area?: string },
  signal: AbortSignal,
): Promise<Blob> {
  const response = await fetch(paths.speechSentence, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...client.changeHeaders(), 'content-type': 'application/json' },
    body: JSON.stringify(order),
    signal,
  }).catch((cause: unknown) => {
    throw signal.aborted ? cause : new UnreachableError(cause);
  });
  if (response.status === 502 || response.status === 504) throw new UnreachableError(response.status);
  if (!response.ok) throw new RefusedError(await problemOf(response));
  return response.blob();
}
