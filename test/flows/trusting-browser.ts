import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** A browser of a fresh profile into whose store an authority was imported (certutil of libnss3-tools), as a person imports it. */
export class TrustingBrowser {
  readonly home = mkdtempSync(join(tmpdir(), 'loaxa-browser-'));
  #context: BrowserContext | undefined;

  static async open(authority: string, baseURL: string, resolve: string): Promise<TrustingBrowser> {
    const browser = new TrustingBrowser();
    const store = join(browser.home, '.pki/nssdb');
    mkdirSync(store, { recursive: true });
    execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
    execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-n', 'LoaXã', '-t', 'C,,', '-i', authority]);
    browser.#context = await chromium.launchPersistentContext(join(browser.home, 'profile'), {
      executablePath: '/usr/bin/chromium',
      baseURL,
      env: { ...process.env, HOME: browser.home },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--use-fake-device-for-media-stream',
        `--host-resolver-rules=MAP ${resolve} 127.0.0.1`,
      ],
    });
    return browser;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('not open');
    return this.#context;
  }

  async close(): Promise<void> {
    await this.#context?.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}
