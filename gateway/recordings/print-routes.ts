import { z } from 'zod';
import { printPath } from '../../protocol/api/paths.ts';
import { PRINT_MEDIA_TYPE, PRINT_VERSION } from '../../protocol/fingerprint/print-file.ts';
import { sha256 } from '../../protocol/messages/fields.ts';
import type { App } from '../http/app.ts';
import type { Prints } from './prints.ts';

const params = z.object({ recording: sha256 });

/** `/audio/{recording}.fp`, registered at the root beside the sound itself: it tells no more than the sound, and as the sound never changes. */
export function printRoutes(app: App, prints: Prints): void {
  app.get(
    printPath(':recording'),
    { config: { access: { who: 'device-or-signed-in' } }, schema: { params, hide: true } },
    async (request, reply) => {
      const { recording } = request.params;
      const etag = `"${recording}-${PRINT_VERSION}"`;
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).header('etag', etag).send();
      const bytes = await prints.of(recording);
      reply.headers({ etag, 'cache-control': 'private, max-age=31536000, immutable' });
      return reply.type(PRINT_MEDIA_TYPE).send(bytes);
    },
  );
}
