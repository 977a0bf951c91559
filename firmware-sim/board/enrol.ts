import { enrolInput, enrolment } from '../../protocol/api/enrolment.ts';
import { ENROL_PATH } from '../../protocol/api/paths.ts';
import type { NodeIdentity } from '../core/documents.ts';
import { FIRMWARE } from '../firmware.ts';
import { bodyOf, isSuccess, request } from './request.ts';

const TIMEOUT_MS = 30_000;

const MOST_BYTES = 1024 * 1024;

/** Exchanges the one-time code of the label for an identity. The private key stays here; only its public half is sent. */
export async function enrol(httpUrl: string, code: string, publicKey: string, ca?: string): Promise<NodeIdentity> {
  const body = enrolInput.parse({ code, publicKey, firmware: FIRMWARE });
  const answer = await request(new URL(ENROL_PATH, httpUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ca,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = Buffer.from(await bodyOf(answer, MOST_BYTES)).toString('utf8');
  if (!isSuccess(answer))
    throw new Error(`the gateway refused the code (${answer.statusCode}): ask for a new claim code and try again`);
  const { node, credential, groups, keys, mqttUrl, serverTime } = enrolment.parse(JSON.parse(text));
  return { node, credential, groups, keys, mqttUrl, httpUrl, enrolledAt: Math.round(serverTime) };
}
