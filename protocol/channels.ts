import type { z } from 'zod';
import * as down from './messages/downlink.ts';
import * as up from './messages/uplink.ts';

/** JWS `typ` of each signed payload: a signature over one kind is never valid as another. */
export const COMMAND_TYP = 'loaxa-command+jws';
export const CONFIG_TYP = 'loaxa-config+jws';
export const PLAN_TYP = 'loaxa-plan+jws';
export const RECEIPT_ACK_TYP = 'loaxa-rx+jws';
export const TIME_TYP = 'loaxa-time+jws';
/** Inside a plan, signed by itself: what lets one run sound in quiet hours. */
export const QUIET_PERMIT_TYP = 'loaxa-quiet-permit+jws';
export { ENTRY_TYP } from './entry-type.ts';
/** Signed by the offline root key alone. */
export const KEY_LIST_TYP = 'loaxa-keys+jws';
/** A node's proof, by its own key, that it itself asks for a new credential (over HTTP). */
export const ROTATE_TYP = 'loaxa-rotate+jws';

export interface Channel {
  /** Topic with its parameters in braces, below `loa/v1/`. */
  readonly topic: string;
  readonly sender: 'gateway' | 'node';
  readonly receiver: 'gateway' | 'node' | 'everyone';
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** What the MQTT payload is, as JSON. */
  readonly body: z.ZodType;
  /** What the envelope's JWS carries, when the channel is signed as a whole. */
  readonly signed?: { readonly typ: string; readonly payload: z.ZodType; readonly by?: 'root' };
  readonly says: string;
}

const envelope = down.signedEnvelope;

/** The contract on the wire, one row a channel. Topics, codec, access rules and docs/protocol.md come from here. */
export const CHANNELS = {
  host: {
    topic: 'host/{gateway}',
    sender: 'gateway',
    receiver: 'everyone',
    qos: 1,
    retain: true,
    body: down.host,
    says: 'Gateway alive; its last will says lost. A hint.',
  },
  echo: {
    topic: 'host/{gateway}/echo',
    sender: 'gateway',
    receiver: 'gateway',
    qos: 0,
    retain: false,
    body: down.echo,
    says: 'The gateway hears itself through the broker; while it does, its watch is open.',
  },
  birth: {
    topic: 'up/{shard}/{node}/birth',
    sender: 'node',
    receiver: 'gateway',
    qos: 1,
    retain: false,
    body: up.birth,
    says: 'First word of a session: boot, firmware, capabilities, versions held, clock, log position.',
  },
  state: {
    topic: 'up/{shard}/{node}/state',
    sender: 'node',
    receiver: 'gateway',
    qos: 1,
    retain: true,
    body: up.state,
    says: 'Online, or (last will) lost, with the session id. A hint, never the truth alone.',
  },
  beat: {
    topic: 'up/{shard}/{node}/beat',
    sender: 'node',
    receiver: 'gateway',
    qos: 0,
    retain: false,
    body: up.beat,
    says: 'Heartbeat with telemetry, every beat interval ± jitter.',
  },
  ack: {
    topic: 'up/{shard}/{node}/ack',
    sender: 'node',
    receiver: 'gateway',
    qos: 1,
    retain: false,
    body: up.ack,
    says: 'What became of a command. An unsigned hint.',
  },
  log: {
    topic: 'up/{shard}/{node}/log',
    sender: 'node',
    receiver: 'gateway',
    qos: 1,
    retain: false,
    body: up.log,
    says: 'Batch of entries signed by the node, kept there until the gateway acknowledges them.',
  },
  timeRequest: {
    topic: 'up/{shard}/{node}/time',
    sender: 'node',
    receiver: 'gateway',
    qos: 0,
    retain: false,
    body: up.timeRequest,
    says: 'A node without a trusted clock asks for the time with a nonce.',
  },
  command: {
    topic: 'dn/{node}/cmd',
    sender: 'gateway',
    receiver: 'node',
    qos: 1,
    retain: false,
    body: envelope,
    signed: { typ: COMMAND_TYP, payload: down.command },
    says: 'Signed command to one node.',
  },
  config: {
    topic: 'dn/{node}/config',
    sender: 'gateway',
    receiver: 'node',
    qos: 1,
    retain: false,
    body: envelope,
    signed: { typ: CONFIG_TYP, payload: down.config },
    says: 'Signed desired configuration, versioned.',
  },
  plan: {
    topic: 'dn/{node}/plan',
    sender: 'gateway',
    receiver: 'node',
    qos: 1,
    retain: false,
    body: envelope,
    signed: { typ: PLAN_TYP, payload: down.planPointer },
    says: 'Signed pointer to the plan file.',
  },
  receiptAck: {
    topic: 'dn/{node}/rx',
    sender: 'gateway',
    receiver: 'node',
    qos: 1,
    retain: false,
    body: envelope,
    signed: { typ: RECEIPT_ACK_TYP, payload: down.receiptAck },
    says: 'Signed acknowledgement of log entries stored.',
  },
  time: {
    topic: 'dn/{node}/time',
    sender: 'gateway',
    receiver: 'node',
    qos: 0,
    retain: false,
    body: envelope,
    signed: { typ: TIME_TYP, payload: down.time },
    says: 'Signed server time, answering a nonce.',
  },
  keys: {
    topic: 'dn/{node}/keys',
    sender: 'gateway',
    receiver: 'node',
    qos: 1,
    retain: false,
    body: envelope,
    signed: { typ: KEY_LIST_TYP, payload: down.keyList, by: 'root' },
    says: 'The keys the node shall trust, signed by the root key it pinned at enrolment. Larger `version` wins.',
  },
  groupCommand: {
    topic: 'grp/{group}/cmd',
    sender: 'gateway',
    receiver: 'node',
    qos: 1,
    retain: false,
    body: envelope,
    signed: { typ: COMMAND_TYP, payload: down.command },
    says: 'One signed command to every node of an area: valid by itself.',
  },
} as const satisfies Record<string, Channel>;

export type ChannelName = keyof typeof CHANNELS;
export type Body<C extends ChannelName> = z.infer<(typeof CHANNELS)[C]['body']>;
