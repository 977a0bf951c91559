import { useMutation } from '@tanstack/react-query';
import type { Bulletin, BulletinInput, Recording } from '../../protocol/api/broadcast.ts';
import type { InboxItem } from '../../protocol/api/campaigns.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { Letter, Listened, Usage } from '../../protocol/api/library.ts';
import { useChange } from './changes.ts';
import { useGateway } from './Gateway.tsx';
import { paths, withQuery } from './paths.ts';
import { useGet } from './queries.ts';
import { sendFile } from './upload.ts';

export interface BulletinsQuery {
  state?: string | undefined;
  expired?: boolean | undefined;
  search?: string | undefined;
  field?: string | undefined;
  genre?: string | undefined;
  language?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
}

export const useBulletinPage = (query: BulletinsQuery, enabled = true) =>
  useGet<Page<Bulletin>>(paths.bulletins, { ...query }, { keep: true, enabled });
export const useBulletin = (bulletin: string) => useGet<Bulletin>(paths.bulletin(bulletin));
export const useUsage = (bulletin: string) => useGet<Usage>(paths.bulletinUsage(bulletin));
export const useRecording = (recording: string, enabled = true) =>
  useGet<Recording>(paths.recording(recording), {}, { enabled });
export const useInbox = (enabled = true) => useGet<{ items: InboxItem[] }>(paths.inbox, {}, { enabled });

const TOUCHED = [paths.bulletins, paths.approvals];
export type BulletinDraft = Omit<BulletinInput, 'area'>;

export const useCreateBulletin = () =>
  useChange((client, draft: BulletinDraft) => client.send<Bulletin>('POST', paths.bulletins, draft), TOUCHED);
export const useChangeBulletin = (bulletin: string) =>
  useChange(
    (client, draft: BulletinDraft) => client.send<Bulletin>('PUT', paths.bulletin(bulletin), draft),
    [...TOUCHED, paths.bulletin(bulletin), paths.programmes, paths.preview],
  );
export const useSubmitBulletin = (bulletin: string) =>
  useChange(
    (client) => client.send<Bulletin>('POST', paths.submitBulletin(bulletin)),
    [...TOUCHED, paths.bulletin(bulletin)],
  );
/** `used`: the user saw the programmes that hold it; they wait for approval without it. */
export const useCancelBulletin = (bulletin: string) =>
  useChange(
    (client, { used }: { used: boolean }) =>
      client.send<Bulletin>('DELETE', withQuery(paths.bulletin(bulletin), { force: used || undefined })),
    [...TOUCHED, paths.bulletin(bulletin), paths.programmes, paths.preview],
  );
export const useReplaceRecording = (recording: string, bulletin: string) =>
  useChange(
    (client, by: string) =>
      client.send<{ bulletins: string[]; programmes: string[] }>('POST', paths.replaceRecording(recording), { by }),
    [...TOUCHED, paths.bulletin(bulletin), paths.bulletinUsage(bulletin), paths.programmes, paths.preview],
  );

/** What this person heard of a recording before. */
export const useListened = (recording: string, enabled: boolean) =>
  useGet<Listened>(paths.listened(recording), {}, { enabled });

/** Reads an official letter; nothing is kept of it. */
export function useLetter() {
  const { client } = useGateway();
  return useMutation({
    mutationFn: ({ file, progress }: { file: File; progress: (share: number) => void }) =>
      sendFile<Letter>(client, paths.letters, file, {}, progress),
  });
}
