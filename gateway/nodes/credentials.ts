import type { DevicePort } from '../http/ports.ts';
import { sha256Of } from '../keys/secrets.ts';

export interface CredentialRecord {
  readonly sha256: string;
  readonly node: string;
  readonly validFrom: number;
  readonly validTo?: number;
}

/** The credentials valid now, by hash and by node: asked at every device request and at every roster. */
export class Credentials implements DevicePort {
  readonly #nodeOf = new Map<string, string>();
  /** Hash to the instant since when it is valid. */
  readonly #ofNode = new Map<string, Map<string, number>>();

  holds(node: string, credential: string): boolean {
    return this.#nodeOf.get(sha256Of(credential)) === node;
  }

  /** Hashes of the node's credentials. */
  of(node: string): string[] {
    return [...(this.#ofNode.get(node)?.keys() ?? [])];
  }

  /** Since when the node's oldest credential is valid: one given out and not confirmed makes it no younger. */
  sinceOf(node: string): number | undefined {
    const since = this.#ofNode.get(node)?.values();
    return since && Math.min(...since);
  }

  /** From now on the node's credentials are exactly these. */
  set(node: string, hashes: readonly string[], validFrom: number): void {
    this.keep(node, () => false);
    for (const sha256 of hashes) this.add({ sha256, node, validFrom });
  }

  add({ sha256, node, validFrom }: CredentialRecord): void {
    this.#nodeOf.set(sha256, node);
    const own = this.#ofNode.get(node) ?? new Map<string, number>();
    this.#ofNode.set(node, own.set(sha256, validFrom));
  }

  /** Ends those that `keep` does not hold. */
  keep(node: string, keep: (sha256: string) => boolean): void {
    const own = this.#ofNode.get(node);
    for (const sha256 of this.of(node)) {
      if (keep(sha256)) continue;
      own?.delete(sha256);
      this.#nodeOf.delete(sha256);
    }
    if (own?.size === 0) this.#ofNode.delete(node);
  }
}
