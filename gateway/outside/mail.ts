import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { AddressGuard } from './address-guard.ts';
import { OutsideError } from './outside-error.ts';

const TIMEOUT_MS = 20_000;

/** An address of one line from the server's own settings, or the parts of a form. */
export type MailServer =
  | { readonly url: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly security: 'tls' | 'starttls' | 'none';
      readonly user?: string;
      readonly password?: string | undefined;
      readonly guard: AddressGuard;
    };

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly messageId?: string;
  readonly attachments?: readonly { readonly filename: string; readonly content: string }[];
}

/** Hands one mail to a server (RFC 5321). Throws when the server does not take it. */
export async function sendMail(server: MailServer, { to, attachments, ...mail }: Mail): Promise<void> {
  const transport = 'url' in server ? createTransport(server.url) : createTransport(await optionsOf(server));
  try {
    await within(transport.sendMail({ ...mail, to: [...to], ...(attachments && { attachments: [...attachments] }) }));
  } catch (error) {
    throw refusedRecipient(error) ? new OutsideError('unknown-recipient', { ofRecipient: true, cause: error }) : error;
  } finally {
    transport.close();
  }
}

async function optionsOf({ host, port, security, user, password, guard }: Exclude<MailServer, { url: string }>) {
  const limits = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  return {
    ...{ ...limits, host: await guard.addressOf(host), port, secure: security === 'tls' },
    ...{ requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    // The certificate must name whom we asked for, not the address we found.
    tls: isIP(host) === 0 ? { servername: host } : {},
    ...(user ? { auth: { user, pass: password ?? '' } } : {}),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

/** RFC 5321 §4.2.3: 550, 551, 553 of RCPT are about the mailbox. */
function refusedRecipient(error: unknown): boolean {
  const { responseCode, command } = error as { responseCode?: unknown; command?: unknown };
  return command === 'RCPT TO' && [550, 551, 553].includes(Number(responseCode));
}

/** A mail server that says nothing must not hold the others up. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new OutsideError('timeout')), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
