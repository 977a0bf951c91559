import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Attachment, Inspection } from '../../protocol/api/inspections.ts';
import type { Me } from '../../protocol/api/people.ts';
import { problemText } from '../components/problem-text.ts';
import { useGateway } from '../data/Gateway.tsx';
import { type GatewayClient, RefusedError } from '../data/gateway-client.ts';
import { paths } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { sendFile } from '../data/upload.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { forgetWaiting, keepPhoto, keepWaiting, onKept, photoOf, type WaitingRecord, waitingOf } from './kept.ts';

const AGAIN_MS = 30_000;
const SHA256 = /^[0-9a-f]{64}$/;
/** Refusals that are about the moment and not about the record: it is tried again later. */
const PASSING = new Set(['not-signed-in', 'sign-in-unfinished', 'csrf', 'too-many-requests']);

let sending: Promise<void> | undefined;

/** Sends what waits, the oldest first; one sending at a time. What cannot be sent stays. */
function sendAll(client: GatewayClient, account: string, say: Say, sent: () => void): Promise<void> {
  sending ??= sendEach(client, account, say, sent).finally(() => {
    sending = undefined;
  });
  return sending;
}

async function sendEach(client: GatewayClient, account: string, say: Say, sent: () => void): Promise<void> {
  for (const record of await waitingOf(account)) {
    if (record.refused) continue;
    try {
      // A page that was opened without a network has no token yet.
      client.csrfToken ||= (await client.get<Me>(paths.session)).csrfToken;
      await sendOne(client, record);
      sent();
    } catch (error) {
      if (!(error instanceof RefusedError) || PASSING.has(error.problem.code) || error.problem.status >= 500) return;
      await keepWaiting({ ...record, refused: { code: error.problem.code, text: problemText(error, say) } });
    }
  }
}

/** Photos first, then the record that names them. Every step may be done twice: each is named by content or by the phone's id. */
async function sendOne(client: GatewayClient, record: WaitingRecord): Promise<void> {
  const names = new Map<string, string>();
  for (const id of record.input.lines.flatMap((line) => line.photos)) {
    if (SHA256.test(id)) names.set(id, id);
    else names.set(id, await sendPhoto(client, id));
  }
  const lines = record.input.lines.map((line) => ({
    ...line,
    photos: line.photos.flatMap((id) => names.get(id) || []),
  }));
  await client.send<Inspection>('POST', paths.inspections, { ...record.input, lines });
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
export function useOutbox(): { waiting: readonly WaitingRecord[]; send: () => Promise<void> } {
  const { client } = useGateway();
  const queries = useQueryClient();
  const { say } = useWords();
  const account = useMe().account.id;
  const [waiting, setWaiting] = useState<readonly WaitingRecord[]>([]);
  const send = useCallback(
    () =>
      sendAll(client, account, say, () => {
        for (const path of [paths.inspections, paths.inspectionsDue])
          void queries.invalidateQueries({ queryKey: [path] });
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
