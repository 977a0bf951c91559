import { CHANNELS, type ChannelName } from './channels.ts';
import { AREA_ID, GATEWAY_ID, NODE_ID } from './ids.ts';
import { shardOf } from './shard.ts';

export const ROOT = 'loa/v1';

/** The parameters a topic is built from; the shard follows from the node. */
export interface TopicParameters {
  readonly gateway?: string;
  readonly node?: string;
  readonly group?: string;
}

export interface ParsedTopic extends TopicParameters {
  readonly channel: ChannelName;
}

const PATTERNS: Record<string, RegExp> = { gateway: GATEWAY_ID, node: NODE_ID, group: AREA_ID, shard: /^\d\d$/ };
const TEMPLATES = (Object.keys(CHANNELS) as ChannelName[]).map((channel) => ({
  channel,
  levels: `${ROOT}/${CHANNELS[channel].topic}`.split('/'),
}));

/** The topic of a channel. Throws RangeError when a parameter is missing or malformed. */
export function topicOf(channel: ChannelName, parameters: TopicParameters): string {
  return `${ROOT}/${CHANNELS[channel].topic}`.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value =
      name === 'shard' ? parameters.node && shardOf(parameters.node) : parameters[name as keyof TopicParameters];
    if (value === undefined || !PATTERNS[name]?.test(value))
      throw new RangeError(`the topic of ${channel} needs a valid ${name}`);
    return value;
  });
}

/** Which channel a topic belongs to, or undefined for anything not in the table (also a node under a wrong shard). */
export function parseTopic(topic: string): ParsedTopic | undefined {
  if (topic.length > 128) return undefined;
  const levels = topic.split('/');
  for (const template of TEMPLATES) {
    const parameters = match(template.levels, levels);
    if (parameters) return { channel: template.channel, ...parameters };
  }
  return undefined;
}

/** Subscription that receives a channel from every node (or, with shards, from those of the shard). */
export function uplinkFilter(channel: ChannelName, shard = '+'): string {
  return `${ROOT}/${CHANNELS[channel].topic}`.replace('{shard}', shard).replace(/\{\w+\}/g, '+');
}

function match(template: readonly string[], levels: readonly string[]): TopicParameters | undefined {
  if (template.length !== levels.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const level = levels[index] as string;
    if (!expected.startsWith('{')) {
      if (expected !== level) return undefined;
      continue;
    }
    const name = expected.slice(1, -1);
    if (!PATTERNS[name]?.test(level)) return undefined;
    found[name] = level;
  }
  const { shard, ...parameters } = found;
  if (shard !== undefined && (parameters.node === undefined || shardOf(parameters.node) !== shard)) return undefined;
  return parameters;
}
