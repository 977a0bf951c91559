import { SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { CertificatePair, CertificateSource } from './certificate-files.ts';

/** Asking beats watching: certbot swaps symbolic links, and some file systems of small boards report nothing. */
const EVERY_MS = 10 * SECOND_MS;

export interface CertificateWatchParts {
  readonly source: CertificateSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly replaced: (pair: CertificatePair) => void;
}

/** Puts a renewed certificate to use without a restart. What cannot be used is reported once and the old one kept. */
export class CertificateWatch {
  readonly #parts: CertificateWatchParts;
  #cancel: (() => void) | undefined;
  #current: CertificatePair | undefined;
  #complaint = '';

  constructor(parts: CertificateWatchParts) {
    this.#parts = parts;
  }

  start(current: CertificatePair): void {
    this.#current = current;
    this.#askLater();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #askLater(): void {
    this.#cancel = this.#parts.clock.after(EVERY_MS, () => {
      this.#askLater();
      void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const { source, log, replaced } = this.#parts;
    try {
      const pair = await source.load();
      this.#complaint = '';
      if (pair.cert === this.#current?.cert || this.#cancel === undefined) return;
      replaced(pair);
      this.#current = pair;
      log.info({}, 'the certificate was replaced');
    } catch (error) {
      const complaint = error instanceof Error ? error.message : String(error);
      if (complaint !== this.#complaint)
        log.error({ err: error }, 'a new certificate cannot be used; the old one stays');
      this.#complaint = complaint;
    }
  }
}
