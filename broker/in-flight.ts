import type { Aedes } from 'aedes';

/** Messages that were read and are not delivered yet. */
export interface Load {
  readonly messages: number;
  readonly bytes: number;
}

interface Emitter {
  emit(packet: { payload: Uint8Array | string }, done: (error?: Error) => void): unknown;
}

/** Counts what aedes has taken from publishers and not yet handed to every subscriber's socket; a slow subscriber makes it grow. */
export class InFlight implements Load {
  messages = 0;
  bytes = 0;

  /** Every message passes aedes' emitter exactly once, and its callback comes when the last subscriber took it. The types leave `mq` out. */
  watch(aedes: Aedes): void {
    const emitter = (aedes as unknown as { mq: Emitter }).mq;
    const emit = emitter.emit.bind(emitter);
    emitter.emit = (packet, done) => {
      const size = packet.payload.length;
      this.messages += 1;
      this.bytes += size;
      return emit(packet, (error) => {
        this.messages -= 1;
        this.bytes -= size;
        done(error);
      });
    };
  }
}
