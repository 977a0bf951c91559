import type { Listener, ListeningOfHamlet } from '../../protocol/api/listening.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

/** A word comes after each session: asked again now and then while it is looked at. */
const HEARD_EVERY_MS = 60_000;

export const useListening = (hamlet: string, from: number, to: number) =>
  useGet<ListeningOfHamlet>(paths.listening(hamlet), { from, to }, { everyMs: HEARD_EVERY_MS });

export const useSetListener = (hamlet: string) =>
  useChange(
    (client, node: string) => client.send<Listener>('PUT', paths.listener(node), { hamlet }),
    [paths.listening(hamlet), paths.listeners, paths.nodes],
  );
export const useUnsetListener = (hamlet: string) =>
  useChange(
    (client, node: string) => client.send<void>('DELETE', paths.listener(node)),
    [paths.listening(hamlet), paths.listeners, paths.nodes],
  );
