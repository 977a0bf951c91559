/** Around each message: topic, MQTT, TCP and IP headers, and the answer on the way back. An estimate of ours. */
const AROUND_MESSAGE_BYTES = 110;
/** Headers of a request over HTTP and its answer. */
const AROUND_REQUEST_BYTES = 1_200;

/** What a device used of its SIM since it was switched on. */
export class Traffic {
  #sent = 0;
  #received = 0;

  get sentBytes(): number {
    return this.#sent;
  }

  get receivedBytes(): number {
    return this.#received;
  }

  said(payloadBytes: number): void {
    this.#sent += payloadBytes + AROUND_MESSAGE_BYTES;
  }

  heard(payloadBytes: number): void {
    this.#received += payloadBytes + AROUND_MESSAGE_BYTES;
  }

  fetched(bodyBytes: number): void {
    this.#sent += AROUND_REQUEST_BYTES;
    this.#received += bodyBytes + AROUND_REQUEST_BYTES;
  }
}
