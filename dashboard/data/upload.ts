import type { Recording } from '../../protocol/api/broadcast.ts';
import { type GatewayClient, problemOf, RefusedError, UnreachableError } from './gateway-client.ts';
import { paths } from './paths.ts';

/** Sends a file with progress (0 to 1). XMLHttpRequest, because fetch cannot say how much of a body has left. */
export function uploadRecording(
  client: GatewayClient,
  file: File,
  title: string,
  progress: (share: number) => void,
): Promise<Recording> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', paths.recordings);
    for (const [name, value] of Object.entries(client.changeHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new UnreachableError(request.status));
    request.onload = async () => {
      if (request.status >= 200 && request.status < 300) return resolve(JSON.parse(request.responseText) as Recording);
      reject(new RefusedError(await problemOf({ status: request.status, text: async () => request.responseText })));
    };
    const form = new FormData();
    // Fields go before the file, so that a streaming reader knows the title when the file begins.
    if (title) form.append('title', title);
    form.append('file', file);
    request.send(form);
  });
}
