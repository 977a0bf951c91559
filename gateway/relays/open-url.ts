import type { IncomingMessage } from 'node:http';
import { rootCertificates } from 'node:tls';
import type { AddressGuard } from '../outside/address-guard.ts';
import { guardedRequest } from '../outside/guarded-request.ts';
import { OutsideError } from '../outside/outside-error.ts';
import { isAllowedHost } from './allowed-host.ts';
import { relayAddress } from './relay-address.ts';

const MOST_REDIRECTS = 5;
/** Until the headers are there, and between two pieces of what follows. */
const QUIET_MS = 10_000;

export interface Calling {
  readonly guard: AddressGuard;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Authorities (PEM) that vouch for stations besides those the system trusts. */
  readonly ca?: string | undefined;
  /** Nothing else may be called, redirects and segments neither; absent: whatever the guard lets through. */
  readonly hosts?: readonly string[] | undefined;
}

export interface Opened {
  /** Where redirects led. */
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Media type, small and without its parameters. */
  readonly type: string;
  readonly body: IncomingMessage;
}

/**
 * Opens an address of a stranger's station. Every address, that of each redirect too, is resolved and judged by the guard at the
 * moment it is called. Throws OutsideError.
 */
export async function openUrl(address: string | URL, calling: Calling): Promise<Opened> {
  let url = relayAddress(String(address));
  for (let step = 0; step <= MOST_REDIRECTS; step++) {
    if (calling.hosts && !isAllowedHost(url.hostname, calling.hosts)) throw new OutsideError('host-not-allowed');
    const body = await ask(url, calling);
    const status = body.statusCode ?? 0;
    const { location } = body.headers;
    if (status >= 300 && status < 400 && location !== undefined) {
      body.destroy();
      url = relayAddress(location, url);
      continue;
    }
    if (status !== 200 && status !== 206) {
      body.destroy();
      throw new OutsideError(`HTTP ${status}`);
    }
    const type = (body.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    return { url, status, headers: body.headers, type, body };
  }
  throw new OutsideError('too-many-redirects');
}

/** The whole of something small. Throws OutsideError `answer-too-long`. */
export async function readWhole({ body }: Pick<Opened, 'body'>, limitBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > limitBytes) {
      body.destroy();
      throw new OutsideError('answer-too-long');
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function ask(url: URL, { guard, signal, headers, ca }: Calling): Promise<IncomingMessage> {
  return new Promise((done, reject) => {
    const request = guardedRequest(url, guard, {
      ...{ signal, maxHeaderSize: 16_384, ...(ca && { ca: [...rootCertificates, ca] }) },
      headers: { 'user-agent': 'LoaXa', accept: '*/*', ...headers },
    });
    // Also while the body comes: a station that says nothing is as lost as one that hangs up.
    request.setTimeout(QUIET_MS, () => request.destroy(new OutsideError('timeout')));
    const late = setTimeout(() => request.destroy(new OutsideError('timeout')), QUIET_MS);
    request.once('error', (error) => {
      clearTimeout(late);
      reject(certificateFault(error) ?? error);
    });
    request.once('response', (response) => {
      clearTimeout(late);
      // Whoever reads the body is told; nobody may be there yet.
      response.on('error', () => undefined);
      done(response);
    });
    request.end();
  });
}

/** What is wrong with a certificate, in the words of docs/relays.md; undefined for every other error. */
function certificateFault(error: Error): OutsideError | undefined {
  const { code = '' } = error as { code?: string };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return new OutsideError('certificate-other-name', { cause: error });
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return new OutsideError('certificate-expired', { cause: error });
  return UNTRUSTED.test(code) ? new OutsideError('certificate-untrusted', { cause: error }) : undefined;
}

/** OpenSSL's names for a chain that leads to nobody known. */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED|CERT_REJECTED|CERT_REVOKED|INVALID_CA)/;
