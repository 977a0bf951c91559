// pure

export interface DialOptions {
  readonly url: string;
  readonly node: string;
  readonly credential: string;
  /** Client certificate and key (PEM), shown where the broker's port speaks TLS. */
  readonly tls?: { readonly key: string; readonly certificate: string } | undefined;
  readonly keepAliveSeconds: number;
  readonly will: { readonly topic: string; readonly payload: string };
}

export interface ConnectionEvents {
  opened(): void;
  message(topic: string, payload: Uint8Array): void;
  /** Once, also when it never opened. */
  closed(why: string): void;
}

/** One MQTT 3.1.1 connection, clean session; whoever dialled decides when to dial again. */
export interface Connection {
  /** Rejects when the broker refuses a topic. */
  subscribe(topics: readonly string[]): Promise<void>;
  unsubscribe(topics: readonly string[]): void;
  /** Resolves when it is written (QoS 0) or acknowledged (QoS 1); rejects when the connection ends before. */
  publish(topic: string, payload: string, options: { readonly qos: 0 | 1; readonly retain: boolean }): Promise<void>;
  /** Says goodbye. */
  close(): void;
  /** Falls off the line, as when power or signal goes: the broker will speak the will. */
  drop(): void;
}

export type Dial = (options: DialOptions, events: ConnectionEvents) => Connection;
