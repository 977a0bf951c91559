import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Where the server's certificate (with its chain) and key lie; the gateway, certbot or a person renews them there. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** The gateway makes them, perhaps after we started: until then handshakes fail and nodes come back. */
  readonly maybeLater: boolean;
}

export interface CertificatePair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const EVERY_MS = 10_000;
const EVERY_MS_UNTIL_THERE = 500;

/** Throws a sentence when the files are not a certificate and its key. */
export function readPair({ cert, key }: CertificateFiles): CertificatePair {
  let pair: CertificatePair;
  let belongs: boolean;
  try {
    pair = { cert: readFileSync(cert), key: readFileSync(key) };
    belongs = new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`${cert} and ${key} cannot be used (${code ?? 'unknown error'}): give two PEM files`, { cause });
  }
  if (!belongs) throw new Error(`${cert} and ${key} do not belong together`);
  return pair;
}

/** Puts a certificate to use as soon as it is there or renewed. What cannot be used is reported once, and the old one kept. */
export class CertificateWatch {
  readonly #files: CertificateFiles;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #use: (pair: CertificatePair) => void;
  #current: CertificatePair | undefined;
  #complaint = '';
  #cancel: (() => void) | undefined;

  constructor(files: CertificateFiles, clock: Clock, log: Log, use: (pair: CertificatePair) => void) {
    this.#files = files;
    this.#clock = clock;
    this.#log = log;
    this.#use = use;
  }

  start(): void {
    this.#ask();
    this.#cancel = this.#clock.after(this.#current ? EVERY_MS : EVERY_MS_UNTIL_THERE, () => this.start());
  }

  stop(): void {
    this.#cancel?.();
  }

  #ask(): void {
    try {
      const pair = readPair(this.#files);
      if (this.#current?.cert.equals(pair.cert)) return;
      this.#use(pair);
      this.#current = pair;
      this.#complaint = '';
      this.#log.info({ file: this.#files.cert }, 'nodes are shown this certificate from now on');
    } catch (error) {
      const complaint = error instanceof Error ? error.message : String(error);
      if (complaint !== this.#complaint) this.#log.warn({ complaint }, 'no new certificate can be used');
      this.#complaint = complaint;
    }
  }
}
