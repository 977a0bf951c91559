import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Label, readLabel } from '../protocol/label.ts';
import { type BoardOptions, CLOCK_TRUSTS, type ClockTrust } from './board/board-node.ts';
import { earChoiceOf } from './listening/ear.ts';
import { isHornState, sinkChoiceOf } from './player/sink.ts';
import { isScenarioName, type ScenarioName } from './scenarios/scenarios.ts';
import type { SourceArguments } from './source-system/source-command.ts';

export class UsageError extends Error {
  override name = 'UsageError';
}

export interface FleetArguments {
  readonly source:
    | { readonly kind: 'demo' }
    | { readonly kind: 'files'; readonly nodes: string }
    | { readonly kind: 'bench'; readonly count: number };
  readonly keys?: string | undefined;
  readonly mqtt?: string | undefined;
  readonly url?: string | undefined;
  readonly state?: string | undefined;
  readonly volatile: boolean;
  readonly scenario: ScenarioName;
  readonly seed: string;
  readonly count?: number | undefined;
  readonly beatMs?: number | undefined;
  readonly rate?: number | undefined;
  readonly connectRate: number;
  readonly spreadMs: number;
  /** Connections to streams at most; the fleet's own number when absent. */
  readonly mostStreams?: number | undefined;
  readonly processes: number;
  /** Which part of the nodes this process plays, `1-4` for the first of four. */
  readonly share?: string | undefined;
}

export type Invocation =
  | { readonly command: 'help' }
  | { readonly command: 'node' | 'listen'; readonly options: BoardOptions }
  | { readonly command: 'fleet'; readonly options: FleetArguments }
  | { readonly command: 'source'; readonly options: SourceArguments };

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

/** Reads the command line. Throws UsageError with what to say instead. */
export function parseInvocation(argv: readonly string[]): Invocation {
  const [command, ...rest] = argv;
  if (command === undefined || rest.includes('--help') || ['--help', '-h', 'help'].includes(command))
    return { command: 'help' };
  try {
    if (command === 'node') return { command, options: nodeOptions(rest) };
    if (command === 'listen') return { command, options: listenOptions(rest) };
    if (command === 'fleet') return { command, options: fleetOptions(rest) };
    if (command === 'source') return { command, options: sourceOptions(rest) };
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new UsageError(`${command} is not a command; say node, listen, fleet or source`);
}

function nodeOptions(args: string[]): BoardOptions {
  const { values } = parseArgs({
    args,
    options: {
      state: TEXT,
      url: TEXT,
      code: TEXT,
      label: TEXT,
      ca: TEXT,
      sink: TEXT,
      sensor: TEXT,
      horns: TEXT,
      horn: TEXT,
      clock: TEXT,
      'spread-ms': TEXT,
    },
  });
  const label = values.label === undefined ? undefined : labelIn(values.label);
  const horn = values.horn ?? 'healthy';
  if (!isHornState(horn)) throw new UsageError(`--horn ${horn}: say healthy, mute, weak or lying`);
  return {
    state: required('--state', values.state),
    url: httpUrl(required('--url', values.url ?? label?.origin)),
    code: values.code ?? label?.code,
    rootFingerprint: label?.rootFingerprint,
    ca: values.ca && authorityIn(values.ca),
    sink: sinkChoiceOf(values.sink ?? 'null'),
    sensor: oneOf('--sensor', ['microphone', 'current', 'none'], values.sensor ?? 'none'),
    horns: whole('--horns', values.horns, 0, 64) ?? 2,
    horn,
    clockTrust: oneOf<ClockTrust>('--clock', CLOCK_TRUSTS, values.clock ?? 'system'),
    spreadMs: whole('--spread-ms', values['spread-ms'], 0, 600_000) ?? 1_000,
  };
}

/** A board with a microphone and no horns. */
function listenOptions(args: string[]): BoardOptions {
  const { values } = parseArgs({
    args,
    options: {
      ...{ state: TEXT, url: TEXT, code: TEXT, label: TEXT, ca: TEXT, clock: TEXT, 'spread-ms': TEXT },
      ...{ ear: TEXT, 'relay-url': TEXT },
    },
  });
  const label = values.label === undefined ? undefined : labelIn(values.label);
  return {
    state: required('--state', values.state),
    url: httpUrl(required('--url', values.url ?? label?.origin)),
    code: values.code ?? label?.code,
    rootFingerprint: label?.rootFingerprint,
    ca: values.ca && authorityIn(values.ca),
    sink: { kind: 'null' },
    sensor: 'microphone',
    horns: 0,
    horn: 'healthy',
    clockTrust: oneOf<ClockTrust>('--clock', CLOCK_TRUSTS, values.clock ?? 'system'),
    spreadMs: whole('--spread-ms', values['spread-ms'], 0, 600_000) ?? 1_000,
    ear: earChoiceOf(required('--ear', values.ear)),
    relayUrl: values['relay-url'] && httpUrl(values['relay-url']),
  };
}

function fleetOptions(args: string[]): FleetArguments {
  const { values } = parseArgs({
    args,
    options: {
      demo: FLAG,
      volatile: FLAG,
      nodes: TEXT,
      bench: TEXT,
      keys: TEXT,
      mqtt: TEXT,
      url: TEXT,
      state: TEXT,
      scenario: TEXT,
      seed: TEXT,
      count: TEXT,
      'beat-ms': TEXT,
      rate: TEXT,
      'connect-rate': TEXT,
      'spread-ms': TEXT,
      streams: TEXT,
      processes: TEXT,
      share: TEXT,
    },
  });
  const scenario = values.scenario ?? 'quiet-week';
  if (!isScenarioName(scenario)) throw new UsageError(`--scenario ${scenario} is not known; see --help`);
  const source = sourceOf(values.demo ?? false, values.nodes, whole('--bench', values.bench, 1, 1_000_000));
  if (source.kind !== 'demo' && values.keys === undefined)
    throw new UsageError('--keys FILE is missing: without the keys of the gateway no command would be obeyed');
  if (values.share !== undefined && !/^[1-9]\d*-[1-9]\d*$/.test(values.share))
    throw new UsageError(`--share ${values.share}: say 1-4 for the first of four`);
  return {
    source,
    keys: values.keys,
    mqtt: values.mqtt,
    url: values.url && httpUrl(values.url),
    state: values.state,
    volatile: values.volatile ?? false,
    scenario,
    seed: values.seed ?? 'demo',
    count: whole('--count', values.count, 1, 1_000_000),
    beatMs: whole('--beat-ms', values['beat-ms'], 1, 3_600_000),
    rate: whole('--rate', values.rate, 1, 1_000_000),
    connectRate: whole('--connect-rate', values['connect-rate'], 1, 100_000) ?? 1_000,
    spreadMs: whole('--spread-ms', values['spread-ms'], 0, 600_000) ?? 5_000,
    mostStreams: whole('--streams', values.streams, 1, 100_000),
    processes: whole('--processes', values.processes, 1, 64) ?? 1,
    share: values.share,
  };
}

/** A province's system that sends bulletins and takes reports. */
function sourceOptions(args: string[]): SourceArguments {
  const { values } = parseArgs({
    args,
    options: {
      ...{ port: TEXT, file: TEXT, 'report-secret': TEXT, url: TEXT, client: TEXT, secret: TEXT },
      ...{ send: TEXT, area: TEXT, title: TEXT, text: TEXT, at: TEXT, stream: TEXT, seconds: TEXT },
    },
  });
  const { send, at } = values;
  if (send === undefined && values.port === undefined)
    throw new UsageError('say --port PORT to take reports, or --send normal, priority or emergency');
  if (at !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) throw new UsageError(`--at ${at}: give HH:MM`);
  const needed = (name: 'url' | 'client' | 'secret' | 'area') => required(`--${name}`, values[name]);
  return {
    ...{ file: values.file, reportSecret: values['report-secret'], title: values.title, text: values.text, at },
    port: whole('--port', values.port, 0, 65_535),
    ...(send === undefined
      ? {}
      : {
          send: oneOf<NonNullable<SourceArguments['send']>>('--send', ['normal', 'priority', 'emergency'], send),
          ...{
            url: httpUrl(needed('url')),
            client: { id: needed('client'), secret: needed('secret') },
            area: needed('area'),
            ...(values.stream === undefined
              ? {}
              : {
                  stream: {
                    url: httpUrl(values.stream),
                    seconds: whole('--seconds', values.seconds, 1, 10_800) ?? 600,
                  },
                }),
          },
        }),
  };
}

function sourceOf(demo: boolean, nodes: string | undefined, bench: number | undefined): FleetArguments['source'] {
  if (Number(demo) + Number(nodes !== undefined) + Number(bench !== undefined) !== 1)
    throw new UsageError('say one of --demo, --nodes FILE, --bench COUNT');
  if (nodes !== undefined) return { kind: 'files', nodes };
  return bench === undefined ? { kind: 'demo' } : { kind: 'bench', count: bench };
}

function labelIn(text: string): Label {
  const label = readLabel(text);
  if (!label) throw new UsageError('--label is not a label of LoaXã: give the whole text of its QR in quotes');
  return label;
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageError(`${name} is missing; see --help`);
  return value;
}

function oneOf<T extends string>(name: string, choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new UsageError(`${name} ${value}: say ${choices.join(', ')}`);
  return found;
}

function whole(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new UsageError(`${name} ${text}: give a whole number from ${least} to ${most}`);
  return value;
}

function authorityIn(file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`--ca ${file} cannot be read`);
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca ${file} is no certificate in PEM: give the gateway's tls/site/ca.pem`);
  return pem;
}

function httpUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new UsageError(`${text} is not an http:// or https:// URL`);
  return text;
}
