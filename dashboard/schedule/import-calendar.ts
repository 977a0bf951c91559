import type { Programme } from '../../protocol/api/broadcast.ts';
import { type GatewayClient, problemOf, RefusedError, UnreachableError } from '../data/gateway-client.ts';
import { paths, withQuery } from '../data/paths.ts';

export interface ImportedCalendar {
  readonly made: readonly Programme[];
  readonly left: readonly { readonly title: string; readonly why: string; readonly code: string }[];
}

/** Sends a calendar file; each of its events becomes a programme that waits for approval, or is left with a reason. */
export async function importCalendar(client: GatewayClient, area: string, file: File): Promise<ImportedCalendar> {
  const form = new FormData();
  form.append('file', file);
  const response = await fetch(withQuery(paths.importCalendar, { area }), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...client.changeHeaders() },
    body: form,
  }).catch((cause: unknown) => {
    throw new UnreachableError(cause);
  });
  if (!response.ok) throw new RefusedError(await problemOf(response));
  return (await response.json()) as ImportedCalendar;
}
