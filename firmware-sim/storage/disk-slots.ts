import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SlotName, Slots } from '../core/slots.ts';
import { sha256OfFile } from '../player/audio-cache.ts';
import { syncFolder } from './atomic-file.ts';

/** A folder as the slots: `a.img` and `b.img` are whole; what is on its way lies in `b.{sha256}.part` until its hash is right. */
export class DiskSlots implements Slots {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  arrived(slot: SlotName, sha256: string): number {
    return statSync(this.#partOf(slot, sha256), { throwIfNoEntry: false })?.size ?? 0;
  }

  append(slot: SlotName, sha256: string, chunk: Uint8Array): void {
    const part = this.#partOf(slot, sha256);
    if (!existsSync(part)) this.discard(slot);
    appendFileSync(part, chunk, { mode: 0o600 });
  }

  discard(slot: SlotName): void {
    for (const name of readdirSync(this.#folder))
      if (name.startsWith(`${slot}.`) && name.endsWith('.part')) rmSync(join(this.#folder, name), { force: true });
  }

  /** Durable before it has its name: after a power cut the slot holds the old image or the whole new one. */
  async seal(slot: SlotName, sha256: string): Promise<boolean> {
    const part = this.#partOf(slot, sha256);
    if (!existsSync(part) || (await sha256OfFile(part)) !== sha256) {
      this.discard(slot);
      return false;
    }
    const file = openSync(part, 'r+');
    fsyncSync(file);
    closeSync(file);
    renameSync(part, this.#imageOf(slot));
    syncFolder(this.#folder);
    return true;
  }

  read(slot: SlotName, mostBytes: number): Uint8Array | undefined {
    const path = this.#imageOf(slot);
    if (!existsSync(path)) return undefined;
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(mostBytes);
      return bytes.subarray(0, readSync(file, bytes, 0, mostBytes, 0));
    } finally {
      closeSync(file);
    }
  }

  #imageOf(slot: SlotName): string {
    return join(this.#folder, `${slot}.img`);
  }

  #partOf(slot: SlotName, sha256: string): string {
    return join(this.#folder, `${slot}.${sha256}.part`);
  }
}
