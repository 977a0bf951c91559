import { isLoopback, networkOf } from './address.ts';

export interface ConnectionLimitsConfig {
  /** All connections together. */
  readonly connections: number;
  /** Connections of one address (IPv6: one /64) that have not signed in yet. */
  readonly perAddress: number;
  readonly exemptLoopback: boolean;
}

/** One connection's place in the count. */
export interface Admission {
  readonly network: string;
  signedIn: boolean;
}

/**
 * How many connections are open, and whether one more may come. Per address only strangers are counted: whoever has signed in
 * is bounded by the roster (one connection a node), and a mobile operator puts hundreds of honest nodes behind one address.
 */
export class ConnectionLimits {
  readonly #config: ConnectionLimitsConfig;
  readonly #strangers = new Map<string, number>();
  #total = 0;

  constructor(config: ConnectionLimitsConfig) {
    this.#config = config;
  }

  get total(): number {
    return this.#total;
  }

  /** A place for a new connection, or undefined when it must be refused. */
  admit(address: string): Admission | undefined {
    if (this.#total >= this.#config.connections) return undefined;
    const network = networkOf(address);
    const strangers = this.#strangers.get(network) ?? 0;
    const exempt = this.#config.exemptLoopback && isLoopback(address);
    if (!exempt && strangers >= this.#config.perAddress) return undefined;
    this.#strangers.set(network, strangers + 1);
    this.#total += 1;
    return { network, signedIn: false };
  }

  signedIn(admission: Admission): void {
    if (admission.signedIn) return;
    admission.signedIn = true;
    this.#forgetStranger(admission.network);
  }

  release(admission: Admission): void {
    this.#total -= 1;
    if (!admission.signedIn) this.#forgetStranger(admission.network);
  }

  #forgetStranger(network: string): void {
    const left = (this.#strangers.get(network) ?? 0) - 1;
    if (left > 0) this.#strangers.set(network, left);
    else this.#strangers.delete(network);
  }
}
