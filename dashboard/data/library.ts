import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { Recording } from '../../protocol/api/broadcast.ts';
import type { Listened, SpeechInput, SpeechPreview, Waveform } from '../../protocol/api/library.ts';
import { useGateway } from './Gateway.tsx';
import { paths } from './paths.ts';

/** A file's peaks never change: they are asked once. */
export const useWaveform = (recording: string, enabled: boolean) =>
  useQuery<Waveform>({
    queryKey: [paths.waveform(recording), {}],
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    retry: false,
  });

export type SpeechDraft = Pick<SpeechInput, 'text' | 'voice' | 'speed'> & { title?: string; area?: string };

/** The words the machine will read; nothing is made of them. */
export function useSpeechPreview(draft: SpeechDraft) {
  const { client } = useGateway();
  return useQuery<SpeechPreview>({
    queryKey: [paths.speechPreview, draft],
    enabled: draft.text !== '',
    queryFn: () => client.send<SpeechPreview>('POST', paths.speechPreview, draft),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    retry: false,
    placeholderData: keepPreviousData,
  });
}

export function useSpeech() {
  const { client, queries } = useGateway();
  return useMutation({
    mutationFn: (draft: SpeechDraft) => client.send<Recording>('POST', paths.speech, draft),
    onSuccess: () => void queries.invalidateQueries({ queryKey: [paths.recordings] }),
  });
}

/** Tells which stretches were heard; the answer joins them with what was heard before. */
export function useTellHeard(recording: string) {
  const { client } = useGateway();
  return (ranges: readonly { from: number; to: number }[]) =>
    client.send<Listened>('POST', paths.listened(recording), { recording, ranges: ranges.slice(0, 200) });
}
