import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { NotFoundError } from '../errors.ts';
import type { App } from './app.ts';

/** Paths that are never a page. */
const NOT_PAGES = /^\/(api|internal|audio|device|metrics|healthz|readyz|tin-cay)(\/|$)/;

/**
 * Serves the built dashboard: hashed assets for ever, everything else anew each time, and index.html for every path that
 * is a page of the router. Only files that exist at the start are served.
 */
export async function serveDashboard(app: App, folder: string): Promise<void> {
  const files = new Set(existsSync(folder) ? listFiles(folder) : []);
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: true });
  app.get('/*', { config: { access: { who: 'anyone' } }, schema: { hide: true } as object }, (request, reply) => {
    const path = decodeURIComponent(request.url.split('?')[0] ?? '/').slice(1);
    if (path !== '' && files.has(path)) {
      const forever = path.startsWith('assets/');
      return reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache').sendFile(path);
    }
    if (NOT_PAGES.test(`/${path}`) || /\.\w+$/.test(path) || !files.has('index.html'))
      throw new NotFoundError('not-found', 'There is nothing at this address.');
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
