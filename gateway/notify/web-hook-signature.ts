import { createHmac } from 'node:crypto';

/**
 * The signature of Standard Webhooks 1.0: HMAC-SHA256 of `id.timestamp.body`. A secret that begins with `whsec_` is base 64,
 * as that standard writes it; any other is taken as it is. A receiver refuses what is older than five minutes.
 */
export function webHookHeaders(
  id: string,
  at: number,
  body: string,
  secret: string | undefined,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const named = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === undefined) return named;
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...named, 'webhook-signature': `v1,${signature}` };
}
