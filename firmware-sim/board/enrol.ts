import { enrolInput, enrolment } from '../../protocol/api/enrolment.ts';
import { ENROL_PATH } from '../../protocol/api/paths.ts';
import type { NodeIdentity } from '../core/documents.ts';
import { FIRMWARE } from '../firmware.ts';
import { tlsOf } from './credential-desk.ts';
import { newTlsRequest } from './tls-key.ts';

const TIMEOUT_MS = 30_000;

/** Exchanges the one-time code of the label for an identity. The private key stays here; only its public half is sent. */
export async function enrol(httpUrl: string, code: string, publicKey: string): Promise<NodeIdentity> {
  const request = await newTlsRequest();
  const body = enrolInput.parse({ code, publicKey, firmware: FIRMWARE, csr: request.csr });
  const response = await fetch(new URL(ENROL_PATH, httpUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok)
    throw new Error(`the gateway refused the code (${response.status}): ask for a new claim code and try again`);
  const { node, credential, groups, keys, mqttUrl, serverTime, certificate } = enrolment.parse(await response.json());
  const tls = tlsOf(request, certificate);
  return { node, credential, groups, keys, mqttUrl, httpUrl, enrolledAt: Math.round(serverTime), ...tls };
}
