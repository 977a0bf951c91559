import { createHash } from 'node:crypto';
import type { SlotName, Slots } from '../core/slots.ts';

/** The slots of a simulated device, as long as its process lives. */
export class MemorySlots implements Slots {
  readonly #whole = new Map<SlotName, Uint8Array>();
  readonly #parts = new Map<SlotName, { sha256: string; chunks: Uint8Array[] }>();

  arrived(slot: SlotName, sha256: string): number {
    const part = this.#parts.get(slot);
    return part?.sha256 === sha256 ? part.chunks.reduce((sum, chunk) => sum + chunk.length, 0) : 0;
  }

  append(slot: SlotName, sha256: string, chunk: Uint8Array): void {
    const part = this.#parts.get(slot);
    if (part?.sha256 === sha256) part.chunks.push(chunk);
    else this.#parts.set(slot, { sha256, chunks: [chunk] });
  }

  discard(slot: SlotName): void {
    this.#parts.delete(slot);
  }

  async seal(slot: SlotName, sha256: string): Promise<boolean> {
    const bytes = Buffer.concat(this.#parts.get(slot)?.chunks ?? []);
    this.#parts.delete(slot);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) return false;
    this.#whole.set(slot, bytes);
    return true;
  }

  read(slot: SlotName, mostBytes: number): Uint8Array | undefined {
    return this.#whole.get(slot)?.subarray(0, mostBytes);
  }
}
