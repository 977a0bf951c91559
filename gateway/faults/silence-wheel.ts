/** When each node must have been heard again: a node is looked at only when its time is up, not each second. */
export class SilenceWheel {
  readonly #slots = new Map<number, Set<string>>();
  readonly #of = new Map<string, number>();
  #turned = Number.NEGATIVE_INFINITY;

  has(node: string): boolean {
    return this.#of.has(node);
  }

  get size(): number {
    return this.#of.size;
  }

  /** Looks at the node at `at` (ms), in place of any time set before. */
  set(node: string, at: number): void {
    this.remove(node);
    // Rounded up: a silence is never found before its time.
    const slot = Math.max(Math.ceil(at / SLOT_MS), this.#turned + 1);
    const nodes = this.#slots.get(slot);
    if (nodes) nodes.add(node);
    else this.#slots.set(slot, new Set([node]));
    this.#of.set(node, slot);
  }

  remove(node: string): void {
    const slot = this.#of.get(node);
    if (slot === undefined) return;
    this.#of.delete(node);
    const nodes = this.#slots.get(slot);
    nodes?.delete(node);
    if (nodes?.size === 0) this.#slots.delete(slot);
  }

  /** Takes out every node whose time is up. */
  turn(now: number): string[] {
    const slot = Math.floor(now / SLOT_MS);
    // The clock was set back: what was to come later would come too late.
    if (slot < this.#turned) return this.#takeAll(slot);
    const due: string[] = [];
    // A clock that was set far ahead, or stood still, leaves many slots: then it is cheaper to look at those there are.
    const first =
      Number.isFinite(this.#turned) && slot - this.#turned < this.#slots.size ? this.#turned + 1 : undefined;
    const slots = first === undefined ? [...this.#slots.keys()].filter((one) => one <= slot) : range(first, slot);
    for (const one of slots) {
      for (const node of this.#slots.get(one) ?? []) {
        due.push(node);
        this.#of.delete(node);
      }
      this.#slots.delete(one);
    }
    this.#turned = slot;
    return due;
  }

  #takeAll(slot: number): string[] {
    const all = [...this.#of.keys()];
    this.#slots.clear();
    this.#of.clear();
    this.#turned = slot;
    return all;
  }
}

const SLOT_MS = 1_000;

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
