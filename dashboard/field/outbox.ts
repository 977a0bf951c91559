import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Attachment } from '../../protocol/api/inspections.ts';
import type { Me } from '../../protocol/api/people.ts';
import { problemText } from '../components/problem-text.ts';
import { useGateway } from '../data/Gateway.tsx';
import { type GatewayClient, RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { sendFile } from '../data/upload.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { forgetWaiting, keepPhoto, keepWaiting, onKept, photoOf, type Waiting, waitingOf } from './kept.ts';
import { isStored, photosIn, withPhotos } from './named-photos.ts';
import { sendable } from './next-to-send.ts';

const AGAIN_MS = 30_000;
/** Refusals that are about the moment and not about the record: it is tried again later. */
const PASSING = new Set(['not-signed-in', 'sign-in-unfinished', 'csrf', 'too-many-requests']);
/** What is asked again when one of a kind has arrived. */
const TOUCHED: Record<Waiting['kind'], readonly string[]> = {
  inspection: [paths.inspections, paths.inspectionsDue],
  case: [paths.cases, paths.repairs, paths.faults],
  asset: [paths.assetsDue, paths.faults],
  photo: [],
  slip: [paths.maintenance, paths.nodes],
};

let sending: Promise<void> | undefined;

/** Sends what waits, the oldest first; one sending at a time. What cannot be sent stays. */
function sendAll(client: GatewayClient, account: string, say: Say, sent: (record: Waiting) => void): Promise<void> {
  sending ??= sendEach(client, account, say, sent).finally(() => {
    sending = undefined;
  });
  return sending;
}

async function sendEach(
  client: GatewayClient,
  account: string,
  say: Say,
  sent: (record: Waiting) => void,
): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    // Looked at again after each: one that was refused holds back what comes after it, and more may have been written meanwhile.
    const record = sendable(await waitingOf(account)).find(({ id }) => !tried.has(id));
    if (!record) return;
    tried.add(record.id);
    try {
      // A page that was opened without a network has no token yet.
      client.csrfToken ||= (await client.get<Me>(paths.session)).csrfToken;
      await sendOne(client, record);
      sent(record);
    } catch (error) {
      if (!(error instanceof RefusedError) || PASSING.has(error.problem.code) || error.problem.status >= 500) return;
      await keepWaiting({ ...record, refused: { code: error.problem.code, text: problemText(error, say) } });
      sent(record);
    }
  }
}

/** Photos first, then the record that names them. Every step may be done twice: each is named by content or by the phone's id. */
async function sendOne(client: GatewayClient, record: Waiting): Promise<void> {
  const names = new Map<string, string>();
  for (const id of photosIn(record.body)) names.set(id, isStored(id) ? id : await sendPhoto(client, id));
  await client.send('POST', record.path, withPhotos(record.body, names));
  await forgetWaiting(record.id);
}

async function sendPhoto(client: GatewayClient, id: string): Promise<string> {
  const photo = await photoOf(id);
  if (!photo) return '';
  if (photo.sha256) return photo.sha256;
  const file = new File([photo.blob], `${id}.jpg`, { type: photo.blob.type });
  const { sha256 } = await sendFile<Attachment>(client, paths.attachments, file, {}, () => undefined);
  await keepPhoto({ ...photo, sha256 });
  return sha256;
}

/** What waits on this phone, sent when the page opens, when the network comes back and every 30 seconds. */
export function useOutbox(): { waiting: readonly Waiting[]; send: () => Promise<void> } {
  const { client } = useGateway();
  const queries = useQueryClient();
  const { say } = useWords();
  const account = useMe().account.id;
  const [waiting, setWaiting] = useState<readonly Waiting[]>([]);
  const send = useCallback(
    () =>
      sendAll(client, account, say, ({ kind, path: own }) => {
        for (const path of [...TOUCHED[kind], own]) void queries.invalidateQueries({ queryKey: [path] });
      }).catch(() => undefined),
    [client, account, say, queries],
  );
  useEffect(() => {
    const look = () => void waitingOf(account).then(setWaiting, () => undefined);
    look();
    return onKept(look);
  }, [account]);
  useEffect(() => {
    void send();
    const timer = setInterval(() => void send(), AGAIN_MS);
    const online = () => void send();
    window.addEventListener('online', online);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', online);
    };
  }, [send]);
  return { waiting, send };
}
