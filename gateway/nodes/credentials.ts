import type { DevicePort } from '../http/ports.ts';
import { sha256Of } from './credential.ts';

export interface CredentialRecord {
  readonly sha256: string;
  readonly node: string;
  readonly validFrom: number;
  readonly validTo?: number;
}

/** The credentials valid now, by hash and by node: asked at every device request and at every roster. */
export class Credentials implements DevicePort {
  readonly #nodeOf = new Map<string, string>();
  readonly #ofNode = new Map<string, Set<string>>();

  holds(node: string, credential: string): boolean {
    return this.#nodeOf.get(sha256Of(credential)) === node;
  }

  /** Hashes of the node's credentials. */
  of(node: string): string[] {
    return [...(this.#ofNode.get(node) ?? [])];
  }

  /** From now on the node's credentials are exactly these. */
  set(node: string, hashes: readonly string[]): void {
    for (const hash of this.of(node)) this.#nodeOf.delete(hash);
    for (const hash of hashes) this.#nodeOf.set(hash, node);
    if (hashes.length > 0) this.#ofNode.set(node, new Set(hashes));
    else this.#ofNode.delete(node);
  }
}
