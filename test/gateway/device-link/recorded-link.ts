import { UnavailableError } from '../../../gateway/errors.ts';
import type { Body, ChannelName } from '../../../protocol/channels.ts';
import type { TopicParameters } from '../../../protocol/topics.ts';

/** Stands where the broker would be: remembers what was published, or has no connection. */
export class RecordedLink {
  connected = true;
  published: { channel: ChannelName; to: string; jws: string }[] = [];

  async publish<C extends ChannelName>(channel: C, parameters: TopicParameters, body: Body<C>): Promise<void> {
    if (!this.connected) throw new UnavailableError('no-broker', 'no broker');
    this.published.push({ channel, to: parameters.node ?? parameters.group ?? '', jws: (body as { jws: string }).jws });
  }

  take(): { channel: ChannelName; to: string; jws: string }[] {
    return this.published.splice(0);
  }
}
