// pure
import { LIMITS } from './limits.ts';

interface Restart {
  readonly boot: string;
  readonly at: number;
}

/** Which nodes started again within the last half hour. */
export class Restarts {
  readonly #restarts = new Map<string, readonly Restart[]>();

  /** Counts one, once by its boot id. Returns how many there are within the window, and when the first was. */
  add(node: string, boot: string, at: number, now: number): { readonly count: number; readonly since: number } {
    const before = this.#lately(node, now);
    const all = before.some((one) => one.boot === boot) ? before : [...before, { boot, at }];
    this.#restarts.set(node, all);
    return { count: all.length, since: Math.min(...all.map((one) => one.at)) };
  }

  /** It was meant to. */
  excuse(node: string, boot: string): void {
    const left = (this.#restarts.get(node) ?? []).filter((one) => one.boot !== boot);
    if (left.length === 0) this.#restarts.delete(node);
    else this.#restarts.set(node, left);
  }

  of(node: string): number {
    return this.#restarts.get(node)?.length ?? 0;
  }

  forget(now: number): void {
    for (const node of [...this.#restarts.keys()]) {
      const left = this.#lately(node, now);
      if (left.length === 0) this.#restarts.delete(node);
      else this.#restarts.set(node, left);
    }
  }

  #lately(node: string, now: number): readonly Restart[] {
    return (this.#restarts.get(node) ?? []).filter(({ at }) => now - at < LIMITS.bootWindowMs);
  }
}
