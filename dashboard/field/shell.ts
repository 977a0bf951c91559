/**
 * Makes the pages of the field open without a network: tells the service worker on which files this page runs, when all of them are
 * loaded. Plain http has no service worker; there a page that is open goes on, and a reload waits for the network.
 */
export async function keepShell(): Promise<void> {
  if (!window.isSecureContext || !('serviceWorker' in navigator)) return;
  const workers = navigator.serviceWorker;
  await workers.register('/sw.js');
  const { active } = await workers.ready;
  const files = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname);
  const entry = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src ?? '';
  const linked = [...document.querySelectorAll<HTMLLinkElement>('link[href]')].map(
    ({ href }) => new URL(href).pathname,
  );
  const all = [new URL(entry).pathname, ...linked.filter((path) => path.startsWith('/assets/')), ...files];
  const version = new URL(entry).pathname.split('/').at(-1) ?? '';
  await new Promise<void>((resolve) => {
    const answer = new MessageChannel();
    answer.port1.onmessage = () => {
      document.documentElement.dataset.shellKept = version;
      resolve();
    };
    active?.postMessage({ version, files: [...new Set(all)] }, [answer.port2]);
  });
}
