import { useState } from 'react';
import type { NodePhotos } from '../../protocol/api/node-photos.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { newUlid } from '../data/ulid.ts';
import { keepWaiting } from '../field/kept.ts';
import { useOutbox } from '../field/outbox.ts';
import { useKept } from '../field/use-kept.ts';

/** Photos of how a node hangs, the newest first; the list as it was last seen where there is no network. */
export const useNodePhotos = (node: string) => useKept<NodePhotos>(paths.nodePhotos(node));

/** Hands photos of a node over to what waits on this phone, and sends it as soon as there is a network. */
export function usePhotoOutbox() {
  const account = useMe().account.id;
  const { freshness } = useGateway();
  const { waiting, send } = useOutbox();
  const hand = async (about: { node: string; code: string }, key: string, photos: readonly string[]) => {
    await keepWaiting({
      ...{ id: key, account, kind: 'photo', title: about.code, savedAt: freshness.serverNow() },
      path: paths.nodePhotos(about.node),
      body: { key, photos: [...photos] },
    });
    void send();
  };
  const waitingOf = (node: string) => waiting.filter(({ path }) => path === paths.nodePhotos(node));
  return { hand, waitingOf, send };
}

/** A key for what is photographed next: on this phone, and at the gateway, which stores each once. */
export function usePhotoKey(): { key: string; renew: () => void } {
  const { freshness } = useGateway();
  const [key, setKey] = useState(() => newUlid(freshness.serverNow()));
  return { key, renew: () => setKey(newUlid(freshness.serverNow())) };
}
