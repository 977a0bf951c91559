import type { Programme } from '../../protocol/api/broadcast.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';

/** Says what was read: the exception for anything else is refused. */
export const useConfirmException = (programme: string) =>
  useChange(
    (client, contentHash: string) =>
      client.send<Programme>('POST', `${paths.programme(programme)}/exception/confirm`, { contentHash }),
    [paths.programmes.replace('programmes', 'exceptions'), paths.programmes, paths.programme(programme), paths.preview],
  );
