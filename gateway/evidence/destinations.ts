import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '../../protocol/api/evidence.ts';
import { callHttp, requireTaken } from '../outside/http-call.ts';
import { sendMail } from '../outside/mail.ts';
import type { Destination } from './sendings-store.ts';

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
      const { size, origin, note, publicKey } = checkpoint;
      const text = `Điểm niêm phong của nhật ký minh chứng ${origin}: ${size} bản ghi. Hãy giữ thư này.\nCheckpoint of the evidence log. Keep this mail.\n\n${note}\nKhóa công khai / public key: ${publicKey}\n`;
      const attachments = [{ filename: `checkpoint-${size}.txt`, content: note }];
      const subject = `LoaXã ${origin}: checkpoint ${size}`;
      await sendMail({ url: smtpUrl }, { from, to, subject, text, attachments });
    },
  };
}

function toWebHook(url: string): Outside {
  return {
    to: 'web-hook',
    send: async (checkpoint) => {
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-loaxa-key': checkpoint.publicKey };
      requireTaken(await callHttp({ url, method: 'POST', headers, body: checkpoint.note }));
    },
  };
}
