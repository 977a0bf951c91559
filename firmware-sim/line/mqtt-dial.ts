import { connect } from 'mqtt';
import type { Connection, ConnectionEvents, Dial, DialOptions } from './dial.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** A connection by mqtt.js. Its own reconnecting (every fixed second, no jitter) stays off: the line dials again. */
export const mqttDial: Dial = (options, events) => dialTrusting(options, events, undefined);

/** The same, where the broker's certificate must come from this authority (PEM) and no other. */
export function mqttDialTrusting(ca: string | undefined): Dial {
  return (options, events) => dialTrusting(options, events, ca);
}

function dialTrusting(options: DialOptions, events: ConnectionEvents, ca: string | undefined): Connection {
  const client = connect(options.url, {
    protocolVersion: 4,
    clientId: options.node,
    username: options.node,
    password: options.credential,
    clean: true,
    keepalive: options.keepAliveSeconds,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    queueQoSZero: false,
    ...(options.tls && { key: options.tls.key, cert: options.tls.certificate }),
    ...(ca !== undefined && { ca }),
    will: { topic: options.will.topic, payload: Buffer.from(options.will.payload), qos: 1, retain: true },
  });
  let why = 'closed';
  let over = false;
  client.on('connect', () => events.opened());
  client.on('message', (topic, payload) => events.message(topic, payload));
  client.on('error', (error) => {
    why = error.message;
  });
  client.on('close', () => {
    if (over) return;
    over = true;
    client.end(true);
    events.closed(why);
  });
  return {
    async subscribe(topics) {
      const granted = await client.subscribeAsync([...topics], { qos: 1 });
      const refused = granted.filter((grant) => grant.qos > 2).map((grant) => grant.topic);
      if (refused.length > 0) throw new Error(`refused: ${refused.join(', ')}`);
    },
    unsubscribe: (topics) => void client.unsubscribeAsync([...topics]).catch(() => undefined),
    publish: async (topic, payload, { qos, retain }) => {
      if (!client.connected) throw new Error('not connected');
      await client.publishAsync(topic, payload, { qos, retain });
    },
    close: () => client.end(),
    drop: () => {
      client.stream.destroy();
      client.end(true);
    },
  };
}
