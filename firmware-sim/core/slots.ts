// pure

/** Two places for a firmware. The one that runs is never written. */
export type SlotName = 'a' | 'b';

export function otherSlot(slot: SlotName): SlotName {
  return slot === 'a' ? 'b' : 'a';
}

/** Where images lie. What a call has written is there after kill -9 (and, on a real device, after a power cut). */
export interface Slots {
  /** How much of this image has arrived already: a fetch goes on there. */
  arrived(slot: SlotName, sha256: string): number;
  /** Begins anew with this image when it is another than what has arrived so far. */
  append(slot: SlotName, sha256: string, chunk: Uint8Array): void;
  /** Forgets what has arrived. */
  discard(slot: SlotName): void;
  /** Makes what has arrived the slot's content. False, leaving nothing of it, when it does not have this hash. */
  seal(slot: SlotName, sha256: string): Promise<boolean>;
  /** The first bytes of a slot's content; undefined when nothing was ever written there. */
  read(slot: SlotName, mostBytes: number): Uint8Array | undefined;
}
