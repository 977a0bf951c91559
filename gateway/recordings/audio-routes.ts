import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { SHA256_HEX } from '../../protocol/ids.ts';
import { NotFoundError } from '../errors.ts';
import type { App } from '../http/app.ts';
import { byteRange } from '../http/byte-range.ts';
import type { AudioFiles } from './audio-files.ts';

const MEDIA_TYPES = { opus: 'audio/ogg; codecs=opus', mp3: 'audio/mpeg' } as const;
const fileName = z
  .string()
  .max(80)
  .transform((name) => /^([0-9a-f]{64})\.(opus|mp3)$/.exec(name));

/** `/audio/{sha256}.opus|.mp3`, registered at the root (protocol/api/paths.ts): named by content, so it never changes. */
export function audioRoutes(app: App, files: AudioFiles): void {
  app.get(
    '/audio/:file',
    {
      config: { access: { who: 'device-or-signed-in' } },
      schema: { params: z.object({ file: fileName }), hide: true },
    },
    async (request, reply) => {
      const sha256 = request.params.file?.[1];
      const encoding = request.params.file?.[2] as 'opus' | 'mp3' | undefined;
      if (!sha256 || !encoding || !SHA256_HEX.test(sha256)) throw notHere();
      const size = await files.sizeOf(sha256, encoding);
      if (size === undefined) throw notHere();
      const etag = `"${sha256}"`;
      reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private, max-age=31536000, immutable' });
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
      // RFC 9110 §13.1.5: a range of another version is no use; ours has only one.
      const conditional = request.headers['if-range'];
      const range = byteRange(conditional && conditional !== etag ? undefined : request.headers.range, size);
      if (range.kind === 'outside') return reply.code(416).header('content-range', `bytes */${size}`).send();
      const { from, to } = range.kind === 'part' ? range : { from: 0, to: size - 1 };
      if (range.kind === 'part') reply.code(206).header('content-range', `bytes ${from}-${to}/${size}`);
      reply.type(MEDIA_TYPES[encoding]).header('content-length', to - from + 1);
      if (request.method === 'HEAD') return reply.send();
      return reply.send(createReadStream(files.pathOf(sha256, encoding), { start: from, end: to }));
    },
  );
}

function notHere(): NotFoundError {
  return new NotFoundError('no-such-audio', 'No sound file of this name is here.');
}
