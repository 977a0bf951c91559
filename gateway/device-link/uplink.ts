import type { ChannelName } from '../../protocol/channels.ts';
import { decodeBody } from '../../protocol/codec.ts';
import type { Ack, Beat, Birth, State, TimeRequest } from '../../protocol/messages/uplink.ts';
import { type ParsedTopic, parseTopic } from '../../protocol/topics.ts';
import type { Drops } from './drops.ts';

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

/** Channels the gateway listens to, besides its own echo. */
export const UPLINKS = ['birth', 'state', 'beat', 'ack', 'log', 'timeRequest'] as const;

/** Topics seen, so that the hot path takes none apart twice; a province has 20,000 nodes on three busy topics. */
const MAX_TOPICS = 200_000;

export interface UplinkParts {
  readonly handlers: UplinkHandlers;
  readonly isKnown: (node: string) => boolean;
  readonly drops: Drops;
  /** Asked for the time: answered by the link itself, within the node's 2 s. */
  readonly answerTime: (node: string, request: TimeRequest) => void;
  /** Session id of our own connection: the echo of an older one opens no watch. */
  readonly session: () => string;
}

/** Takes apart what the broker delivers: topic, body, whose it is; hands it on once. Returns a promise only where the broker shall wait. */
export class Uplink {
  readonly #parts: UplinkParts;
  readonly #topics = new Map<string, ParsedTopic>();

  constructor(parts: UplinkParts) {
    this.#parts = parts;
  }

  receive(topic: string, payload: Uint8Array, receivedAt: number): Promise<void> | undefined {
    const parsed = this.#parse(topic);
    if (!parsed) return this.#drop('unexpected-topic', { topic: topic.slice(0, 128) });
    if (parsed.channel === 'echo') return this.#echo(payload, receivedAt);
    const node = parsed.node as string;
    if (!this.#parts.isKnown(node)) return this.#drop('unknown-node', { node, channel: parsed.channel });
    return this.#dispatch(parsed.channel, node, payload, receivedAt);
  }

  #dispatch(channel: ChannelName, node: string, payload: Uint8Array, at: number): Promise<void> | undefined {
    const { handlers, answerTime } = this.#parts;
    switch (channel) {
      case 'beat':
        return this.#hand('beat', node, payload, (body) => handlers.beat(node, body, at));
      case 'birth':
        return this.#hand('birth', node, payload, (body) => handlers.birth(node, body, at));
      case 'state':
        return this.#hand('state', node, payload, (body) => handlers.state(node, body, at));
      case 'ack':
        return this.#hand('ack', node, payload, (body) => handlers.ack(node, body, at));
      case 'log':
        return this.#log(node, payload, at);
      case 'timeRequest':
        return this.#hand('timeRequest', node, payload, (body) => {
          answerTime(node, body);
          handlers.timeRequest?.(node, body, at);
        });
      default:
        return this.#drop('unexpected-topic', { node, channel });
    }
  }

  #hand<C extends (typeof UPLINKS)[number]>(
    channel: C,
    node: string,
    payload: Uint8Array,
    action: (body: UplinkBody<C>) => void,
  ): undefined {
    const body = this.#body(channel, node, payload);
    if (body) action(body);
  }

  #log(node: string, payload: Uint8Array, at: number): Promise<void> | undefined {
    const body = this.#body('log', node, payload);
    return (
      body &&
      this.#parts.handlers
        .log(node, body.entries, at)
        .catch((error) => this.#drop('log-not-taken', { node, err: error }))
    );
  }

  #body<C extends (typeof UPLINKS)[number]>(channel: C, node: string, payload: Uint8Array): UplinkBody<C> | undefined {
    const decoded = decodeBody(channel, payload);
    if (!decoded.ok) return this.#drop('malformed-body', { node, channel, why: decoded.why });
    if (decoded.body.node !== node) return this.#drop('wrong-node', { node, channel, says: decoded.body.node });
    // The schema of the channel made it this body; TypeScript does not follow the indexed type.
    return decoded.body as UplinkBody<C>;
  }

  #echo(payload: Uint8Array, receivedAt: number): undefined {
    const decoded = decodeBody('echo', payload);
    if (!decoded.ok) return this.#drop('malformed-body', { channel: 'echo', why: decoded.why });
    if (decoded.body.session === this.#parts.session()) this.#parts.handlers.echo(receivedAt);
  }

  #drop(kind: string, fields: object): undefined {
    this.#parts.drops.add(kind, fields);
  }

  #parse(topic: string): ParsedTopic | undefined {
    const known = this.#topics.get(topic);
    if (known) return known;
    const parsed = parseTopic(topic);
    if (!parsed) return undefined;
    if (this.#topics.size >= MAX_TOPICS) this.#topics.clear();
    this.#topics.set(topic, parsed);
    return parsed;
  }
}

type UplinkBody<C extends (typeof UPLINKS)[number]> = {
  beat: Beat;
  birth: Birth;
  state: State;
  ack: Ack;
  log: { entries: string[] };
  timeRequest: TimeRequest;
}[C];
