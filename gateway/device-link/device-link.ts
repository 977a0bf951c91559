import type { Body, ChannelName } from '../../protocol/channels.ts';
import type { Ack, Beat, Birth, State, TimeRequest } from '../../protocol/messages/uplink.ts';
import type { TopicParameters } from '../../protocol/topics.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

export type SignedChannel = 'config' | 'plan' | 'receiptAck' | 'time';

/** What each uplink message is handed to. They must not throw; `log` may take its time and holds the broker back meanwhile. */
export interface UplinkHandlers {
  beat(node: string, beat: Beat, receivedAt: number): void;
  birth(node: string, birth: Birth, receivedAt: number): void;
  state(node: string, state: State, receivedAt: number): void;
  ack(node: string, ack: Ack, receivedAt: number): void;
  log(node: string, entries: string[], receivedAt: number): Promise<void>;
  /** Our own voice came back through the broker. */
  echo(receivedAt: number): void;
  timeRequest?(node: string, request: TimeRequest, receivedAt: number): void;
  /** The session with the broker stands (again). */
  connected?(): void;
}

export interface DeviceLinkParts {
  /** mqtt://, mqtts://, ws:// or wss:// */
  readonly url: string;
  readonly gateway: string;
  /** Password of the MQTT user `gateway:{gateway}`. */
  readonly credential: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: { sign(use: 'command', typ: string, payload: object): string };
  readonly isKnown: (node: string) => boolean;
  readonly handlers: UplinkHandlers;
  readonly random?: () => number;
}

export class DeviceLink {
  constructor(_parts: DeviceLinkParts) {}
  get connected(): boolean {
    return false;
  }
  start(): void {}
  async stop(): Promise<void> {}
  publish<C extends ChannelName>(_channel: C, _parameters: TopicParameters, _body: Body<C>): Promise<void> {
    throw new Error('not built yet');
  }
  sendSigned(_channel: SignedChannel, _node: string, _payload: object): Promise<void> {
    throw new Error('not built yet');
  }
}
