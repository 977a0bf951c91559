/*
 * Serves the pages of inspections, repairs and maintenance where there is no network. It keeps the shell and the files it loaded, named by their
 * content; never an answer of the API, and nothing at all of pages it was not told about. Online, the network goes first.
 */
const PREFIX = 'loaxa-shell-';
const SHELL = '/';
const PAGES = /^\/((kiem-tra|su-co|bao-tri)(\/|$)|$)/;
const WAIT_MS = 6000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/** A page says which files it runs on: they are kept together under its version, and older versions go. */
self.addEventListener('message', (event) => {
  const { version, files } = event.data ?? {};
  if (typeof version !== 'string' || !Array.isArray(files)) return;
  event.waitUntil(keep(PREFIX + version, files.filter(isAsset)).then(() => event.ports[0]?.postMessage('kept')));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (PAGES.test(url.pathname)) event.respondWith(page(request));
  } else if (isAsset(url.pathname)) event.respondWith(asset(request));
});

function isAsset(path) {
  return typeof path === 'string' && /^\/assets\/[\w.-]+$/.test(path);
}

async function keep(name, files) {
  const cache = await caches.open(name);
  const known = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const shell = await fetch(SHELL, { cache: 'no-cache' });
  if (!shell.ok || shell.redirected) return;
  await cache.addAll(files.filter((file) => !known.has(file)));
  // The shell last: without its files it would open on nothing.
  await cache.put(SHELL, shell);
  for (const other of await caches.keys()) if (other.startsWith(PREFIX) && other !== name) await caches.delete(other);
}

/** The page from the network; what was kept when none comes in time. */
async function page(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT_MS);
  try {
    return await fetch(request, { signal: stop.signal });
  } catch (error) {
    const kept = await keptFile(SHELL);
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function asset(request) {
  return (await keptFile(new URL(request.url).pathname)) ?? fetch(request);
}

async function keptFile(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const found = await (await caches.open(name)).match(path);
    if (found) return found;
  }
  return undefined;
}
