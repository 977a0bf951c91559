import type { Programme, WaitingException } from '../../protocol/api/broadcast.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

export const useWaitingExceptions = (enabled: boolean) =>
  useGet<{ items: WaitingException[] }>(paths.exceptions, {}, { enabled });

/** Says what was read: the exception for anything else is refused. */
export const useConfirmException = () =>
  useChange(
    (client, { programme, contentHash }: { programme: string; contentHash: string }) =>
      client.send<Programme>('POST', paths.confirmException(programme), { contentHash }),
    [paths.exceptions, paths.programmes, paths.preview],
  );
