import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { useGateway } from './Gateway.tsx';
import { type GatewayClient, problemOf, RefusedError, UnreachableError } from './gateway-client.ts';
import { paths } from './paths.ts';

/** Sends a file, once more when the session was over. */
export function sendFile<T>(
  client: GatewayClient,
  path: string,
  file: File,
  fields: Readonly<Record<string, string>>,
  progress: (share: number) => void,
): Promise<T> {
  return client.sending(path, () => sendOnce<T>(client, path, file, fields, progress));
}

/** Sends a file with progress (0 to 1). XMLHttpRequest, because fetch cannot say how much of a body has left. */
function sendOnce<T>(
  client: GatewayClient,
  path: string,
  file: File,
  fields: Readonly<Record<string, string>>,
  progress: (share: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(client.changeHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new UnreachableError(request.status));
    request.onload = async () => {
      if (request.status >= 200 && request.status < 300) return resolve(JSON.parse(request.responseText) as T);
      if (request.status === 502 || request.status === 504) return reject(new UnreachableError(request.status));
      reject(new RefusedError(await problemOf({ status: request.status, text: async () => request.responseText })));
    };
    const form = new FormData();
    // Fields go before the file, so that a streaming reader knows the title when the file begins.
    for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
    form.append('file', file);
    request.send(form);
  });
}

/** An audio file on its way: how much has left, what became of it. */
export function useUpload() {
  const { client, queries } = useGateway();
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: ({ file, title }: { file: File; title: string }) => {
      setShare(0);
      return sendFile<Recording>(client, paths.recordings, file, { title }, setShare);
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: [paths.recordings] }),
  });
  return { upload, share };
}
