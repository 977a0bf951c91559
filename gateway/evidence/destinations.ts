import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Checkpoint } from '../../protocol/api/evidence.ts';
import type { Destination } from './sendings-store.ts';

const TIMEOUT_MS = 20_000;

/** Somewhere outside the house. `send` throws when the checkpoint is not there. */
export interface Outside {
  readonly to: Destination;
  send(checkpoint: Checkpoint): Promise<void>;
}

export interface OutsideSettings {
  readonly folder?: string;
  readonly mail?: { readonly smtpUrl: string; readonly from: string; readonly to: readonly string[] };
  readonly webHook?: string;
}

export function outsidesOf({ folder, mail, webHook }: OutsideSettings): Outside[] {
  return [
    ...(folder === undefined ? [] : [intoFolder(folder)]),
    ...(mail === undefined ? [] : [byMail(mail)]),
    ...(webHook === undefined ? [] : [toWebHook(webHook)]),
  ];
}

/** One file a checkpoint, and the key beside them: a folder that is carried away (a stick, a share, a repository). */
function intoFolder(folder: string): Outside {
  return {
    to: 'file',
    send: async (checkpoint) => {
      await mkdir(folder, { recursive: true });
      await writeWhole(join(folder, `checkpoint-${String(checkpoint.size).padStart(12, '0')}.txt`), checkpoint.note);
      await writeWhole(join(folder, 'checkpoint-key.txt'), `${checkpoint.publicKey}\n`);
    },
  };
}

/** Never half a file: whoever copies the folder meanwhile gets the old one or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { flush: true });
  await rename(`${path}.new`, path);
}

function byMail({ smtpUrl, from, to }: NonNullable<OutsideSettings['mail']>): Outside {
  return {
    to: 'mail',
    send: async (checkpoint) => {
      const transport = createTransport(smtpUrl, { from });
      const { size, origin, note, publicKey } = checkpoint;
      const text = `Điểm niêm phong của nhật ký minh chứng ${origin}: ${size} bản ghi. Hãy giữ thư này.\nCheckpoint of the evidence log. Keep this mail.\n\n${note}\nKhóa công khai / public key: ${publicKey}\n`;
      const attachments = [{ filename: `checkpoint-${size}.txt`, content: note }];
      try {
        await within(
          transport.sendMail({ from, to: [...to], subject: `LoaXã ${origin}: checkpoint ${size}`, text, attachments }),
        );
      } finally {
        transport.close();
      }
    },
  };
}

function toWebHook(url: string): Outside {
  return {
    to: 'web-hook',
    send: async (checkpoint) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8', 'x-loaxa-key': checkpoint.publicKey },
        body: checkpoint.note,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (!response.ok) throw new OutsideError(`HTTP ${response.status}`);
    },
  };
}

export class OutsideError extends Error {
  override name = 'OutsideError';
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

/** Why it did not arrive, in a word that holds no address and no password. */
export function causeOf(error: unknown): string {
  if (error instanceof OutsideError) return error.message;
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'timeout';
  const word = cause?.code ?? code ?? name;
  return typeof word === 'string' ? word.slice(0, 64) : 'failed';
}
