/** Largest packet (remaining length) a stranger may announce: a CONNECT with a will of a few hundred bytes. */
export const STRANGER_PACKET_BYTES = 8 * 1024;
/** Largest packet of a client whose CONNECT was accepted: a batch of log entries, with room to spare. */
export const KNOWN_PACKET_BYTES = 256 * 1024;

export type Violation = 'not-connect' | 'malformed-length' | 'unknown-type' | 'oversized';

/** Type 1 with all flags 0 (MQTT 3.1.1 §3.1.1). */
const CONNECT = 0x10;

/**
 * Reads the fixed headers of a stream of MQTT 3.1.1 packets (§2.2) as the bytes arrive, in whatever pieces, and says at once
 * when a packet must not be read: it never waits for the body it announces and holds no bytes.
 */
export class PacketGuard {
  #limit = STRANGER_PACKET_BYTES;
  #violation: Violation | undefined;
  #firstPacket = true;
  #reading: 'type' | 'length' | 'body' = 'type';
  #length = 0;
  #lengthBytes = 0;
  #bodyLeft = 0;

  /** The client's CONNECT was accepted: larger packets are allowed from the next header on. */
  accept(): void {
    this.#limit = KNOWN_PACKET_BYTES;
  }

  /** Looks at the next bytes of the stream. Once it has named a violation it repeats it. */
  inspect(chunk: Uint8Array): Violation | undefined {
    let at = 0;
    while (at < chunk.length && this.#violation === undefined) {
      if (this.#reading === 'body') {
        const step = Math.min(this.#bodyLeft, chunk.length - at);
        at += step;
        this.#bodyLeft -= step;
        if (this.#bodyLeft === 0) this.#reading = 'type';
      } else {
        const byte = chunk[at++] as number;
        if (this.#reading === 'type') this.#readType(byte);
        else this.#readLength(byte);
      }
    }
    return this.#violation;
  }

  #readType(byte: number): void {
    const type = byte >> 4;
    if (this.#firstPacket && byte !== CONNECT) this.#violation = 'not-connect';
    else if (type === 0 || type === 15) this.#violation = 'unknown-type';
    this.#firstPacket = false;
    this.#reading = 'length';
    this.#length = 0;
    this.#lengthBytes = 0;
  }

  #readLength(byte: number): void {
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    if (this.#length > this.#limit) {
      this.#violation = 'oversized';
    } else if (byte & 0x80) {
      // §2.2.3: at most four bytes; the fourth may not announce a fifth.
      if (this.#lengthBytes === 4) this.#violation = 'malformed-length';
    } else {
      this.#bodyLeft = this.#length;
      this.#reading = this.#length === 0 ? 'type' : 'body';
    }
  }
}
