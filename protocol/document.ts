import { z } from 'zod';
import { CHANNELS, type Channel, ENTRY_TYP } from './channels.ts';
import { planFile } from './messages/downlink.ts';
import { entry } from './messages/uplink.ts';
import { ROOT } from './topics.ts';

/** `docs/protocol.md`, written from the channel table; a test fails when the file is stale. */
export function protocolDocument(): string {
  const channels = Object.entries(CHANNELS) as [string, Channel][];
  return [
    HEAD,
    '## Channels',
    '| channel | topic | sender → receiver | QoS | retained | signed |',
    '|---|---|---|---|---|---|',
    ...channels.map(
      ([name, c]) =>
        `| [${name}](#${name.toLowerCase()}) | \`${ROOT}/${c.topic}\` | ${c.sender} → ${c.receiver} | ${c.qos} | ${c.retain ? 'yes' : 'no'} | ${c.signed ? (c.signed.by === 'root' ? 'by the root key' : 'by the gateway') : name === 'log' ? 'each entry, by the node' : 'no'} |`,
    ),
    '',
    ...channels.flatMap(([name, channel]) => chapter(name, channel)),
    '## Signed payload of a log entry',
    `Each element of \`log.entries\` is a compact JWS of type \`${ENTRY_TYP}\`, signed with the node's own key, whose payload is one of:`,
    '',
    ...fields(entry),
    '## Plan file',
    'What the pointer of channel `plan` leads to; its SHA-256 stands in the signed pointer, so the file needs no signature of its own.',
    '',
    ...fields(planFile),
  ].join('\n');
}

const HEAD = `# The wire

Generated from \`protocol/channels.ts\`; do not edit (\`npx vitest run test/protocol/document.test.ts -u\` writes it anew).

MQTT 3.1.1, QoS 0 and 1, last will, nothing that only one broker has. Bodies are JSON objects in UTF-8 with \`v: 1\`; unknown
fields are ignored, another \`v\` is refused with a log line. A body is at most 16 KiB (\`log\` 128 KiB); anything larger goes
over HTTP by its SHA-256. Instants are milliseconds since 1970 UTC. \`{shard}\` is FNV-1a of the node id modulo 100, two digits.

Signed channels carry \`{"v":1,"jws":"…"}\` with a compact JWS (RFC 7515), \`alg\` EdDSA over Ed25519 (RFC 8037) and nothing else,
\`typ\` as given below, \`kid\` naming a key of the list the node trusts (the first 128 bits of the SHA-256 of its SPKI, base64url).
A node acts on a command only when signature, the key's own window, audience, scope (one of its groups, which come in the order
hamlet, commune, province; a \`play\` of no higher \`level\` than that group), time window (\`nbf\` ≤ now < \`exp\`) and a new \`id\` all hold.
`;

function chapter(name: string, channel: Channel): string[] {
  return [
    `### ${name}`,
    `${channel.says} \`${ROOT}/${channel.topic}\``,
    '',
    ...(channel.signed
      ? [`Envelope with a JWS of type \`${channel.signed.typ}\`; its payload:`, '', ...fields(channel.signed.payload)]
      : fields(channel.body)),
  ];
}

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

function fields(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema, { io: 'output' }) as JsonSchema;
  return (json.oneOf ?? json.anyOf ?? [json]).flatMap((variant) => [
    '| field | | form |',
    '|---|---|---|',
    ...Object.entries(variant.properties ?? {}).map(
      ([name, field]) => `| \`${name}\` | ${variant.required?.includes(name) ? '' : 'optional'} | ${form(field)} |`,
    ),
    '',
  ]);
}

function form(schema: JsonSchema): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.map(form).join(' or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.type === 'array')
    return `list of ${schema.minItems ?? 0}–${schema.maxItems ?? '∞'}: ${form(schema.items ?? {})}`;
  if (schema.type === 'object') {
    const members = Object.entries(schema.properties ?? {});
    return `{ ${members.map(([name, member]) => `${name}${schema.required?.includes(name) ? '' : '?'}: ${form(member)}`).join('; ')} }`;
  }
  if (schema.pattern) return `text \`${schema.pattern.replaceAll('|', '\\|')}\``;
  if (schema.type === 'string') return `text ≤ ${schema.maxLength ?? '∞'}`;
  if (schema.type === 'boolean') return 'true or false';
  return `${schema.type === 'integer' ? 'whole number' : 'number'}${range(schema)}`;
}

function range({ minimum, maximum }: JsonSchema): string {
  const named = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
  const [low, high] = [named(minimum), named(maximum)];
  if (low === undefined && high === undefined) return '';
  return high === undefined ? ` ≥ ${low}` : ` ${low ?? '−∞'}–${high}`;
}
