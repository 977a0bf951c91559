import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { type Enrolment, enrolInput, enrolment, enrolWaiting } from '../../protocol/api/enrolment.ts';
import { ENROL_PATH } from '../../protocol/api/paths.ts';
import { backOffMs } from '../../protocol/back-off.ts';
import { plainClaimCode } from '../../protocol/claim-code.ts';
import { deviceName } from '../../protocol/device-name.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { NodeIdentity } from '../core/documents.ts';
import type { EntrySigner } from '../core/signer.ts';
import { FIRMWARE } from '../firmware.ts';
import { tlsOf } from './credential-desk.ts';
import { bodyOf, isSuccess, request } from './request.ts';
import { newTlsRequest, type TlsRequest } from './tls-key.ts';

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 1024 * 1024;
const LONGEST_WAIT_MS = MINUTE_MS;

export interface EnrolParts {
  readonly signer: EntrySigner;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  /** Of the label: the only root key this device will trust. */
  readonly rootFingerprint?: string | undefined;
  /** The authority (PEM) that vouches for the gateway; absent: those the system trusts. */
  readonly ca?: string | undefined;
}

/**
 * Shows the one-time code of the label until a technician has confirmed the place, and returns the identity. The private key
 * stays here; only its public half is sent. A silent or busy gateway is asked again; a refused code throws.
 */
export async function enrol(httpUrl: string, code: string, parts: EnrolParts): Promise<NodeIdentity> {
  const { log, random, signer } = parts;
  const name = nameOfKey(signer.publicKey);
  const tls = await newTlsRequest();
  let failures = 0;
  let isTold = false;
  for (;;) {
    const answer = await ask(httpUrl, code, tls, parts).catch((error: unknown) => {
      if (error instanceof RefusedError) throw error;
      log.warn({ err: error, device: name }, 'the gateway did not take the code yet; asking again');
      return undefined;
    });
    if (answer && 'credential' in answer) {
      if (parts.rootFingerprint !== undefined && !matchesFingerprint(answer.root, parts.rootFingerprint))
        throw new RefusedError(
          'another gateway answered than the one on the label: its root key is not the printed one',
        );
      return identityFrom(answer, httpUrl, tls);
    }
    if (answer && !isTold)
      log.info({ device: name }, `this device is ${name}; it waits for a technician to confirm its place`);
    isTold ||= answer !== undefined;
    failures = answer ? 0 : failures + 1;
    const waitMs = answer ? answer.retryAfterMs : backOffMs(failures, random(), 2 * SECOND_MS, LONGEST_WAIT_MS);
    await later(parts.clock, Math.min(LONGEST_WAIT_MS, waitMs));
  }
}

/** What the device is called as long as it has no id; the technician's page says the same. */
export function nameOfKey(publicKey: string): string {
  return deviceName(createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest());
}

/** Is this root key (SPKI as base64url) the one whose fingerprint the label carries? */
export function matchesFingerprint(rootKey: string, fingerprint: string): boolean {
  return createHash('sha256').update(Buffer.from(rootKey, 'base64url')).digest('hex') === fingerprint;
}

/** Asking again will not help. */
class RefusedError extends Error {
  override name = 'RefusedError';
}

async function ask(httpUrl: string, code: string, { csr }: TlsRequest, { signer, clock, ca }: EnrolParts) {
  const { publicKey } = signer;
  const codeHash = createHash('sha256').update(plainClaimCode(code)).digest('hex');
  const proof = signer.proveKey({ v: 1, codeHash, publicKey, at: Math.max(0, Math.round(clock.now())) });
  const answer = await request(new URL(ENROL_PATH, httpUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(enrolInput.parse({ code, publicKey, firmware: FIRMWARE, proof, csr })),
    ca,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const status = answer.statusCode ?? 0;
  const text = Buffer.from(await bodyOf(answer, MOST_BYTES)).toString('utf8');
  if (status === 202) return enrolWaiting.parse(JSON.parse(text));
  if (isSuccess(answer)) return enrolment.parse(JSON.parse(text));
  const said = text.slice(0, 400);
  if (status >= 500 || status === 429) throw new Error(`the gateway answered ${status}: ${said}`);
  throw new RefusedError(`the gateway refused the code (${status}): ${said}`);
}

function identityFrom(answer: Enrolment, httpUrl: string, request: TlsRequest): NodeIdentity {
  const { node, credential, groups, root, keyList, mqttUrl, serverTime, certificate } = answer;
  const tls = tlsOf(request, certificate);
  return { node, credential, groups, root, keyList, mqttUrl, httpUrl, enrolledAt: Math.round(serverTime), ...tls };
}

function later(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve));
}
