const NEW_LINE = 10;
/** A line longer than any of ours: what comes without an end is not kept. */
const MAX_LINE_BYTES = 32_000_000;

/** Cuts what passes by into lines of text (UTF-8), without their ends. The last one needs none. */
export class Lines {
  readonly #take: (line: string) => void;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #rest: Uint8Array[] = [];
  #kept = 0;

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, from)) {
      this.#say(bytes.subarray(from, end));
      from = end + 1;
    }
    if (from < bytes.length && this.#kept < MAX_LINE_BYTES) {
      this.#rest.push(bytes.slice(from));
      this.#kept += bytes.length - from;
    }
  }

  end(): void {
    if (this.#kept > 0) this.#say(new Uint8Array());
  }

  #say(last: Uint8Array): void {
    if (this.#kept === 0) {
      this.#take(this.#decoder.decode(last));
      return;
    }
    const whole = new Uint8Array(this.#kept + last.length);
    let at = 0;
    for (const part of this.#rest) {
      whole.set(part, at);
      at += part.length;
    }
    whole.set(last, at);
    this.#rest = [];
    this.#kept = 0;
    this.#take(this.#decoder.decode(whole));
  }
}
