import { type HeardPrint, PRINT_RATE, Printer } from '../../protocol/fingerprint/print.ts';
import { Feed, type StreamPorts } from '../streams/feed.ts';
import { Resampler } from '../streams/resampler.ts';
import type { Ear, OpenEar, ToHear } from './ear.ts';

/** Hears the stream that is relayed where it listens by the board's own line, as its loudspeakers get it; keeps the print only. */
export class StreamEar implements Ear {
  readonly #ports: StreamPorts;

  constructor(ports: StreamPorts) {
    this.#ports = ports;
  }

  open({ parts }: ToHear): OpenEar {
    const printer = new Printer();
    const stream = parts.find((part) => part.stream)?.stream;
    let resampler: { rate: number; by: Resampler } | undefined;
    const nothing = () => undefined;
    const feed =
      stream &&
      new Feed(stream, this.#ports, {
        ...{ answered: nothing, down: nothing, ended: nothing },
        sound: (samples, rate) => {
          if (resampler?.rate !== rate) resampler = { rate, by: new Resampler(rate, PRINT_RATE) };
          printer.take(Float32Array.from(resampler.by.push(samples), (sample) => sample / 32_768));
        },
      });
    return {
      close: async (): Promise<HeardPrint> => {
        feed?.close();
        return printer.finish();
      },
    };
  }
}
