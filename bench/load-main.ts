import { backOffMs } from '../protocol/back-off.ts';
import { fromBase64Url } from '../protocol/jws.ts';
import { type LoadIdentity, LoadNode } from './load-node.ts';
import { sleep } from './timing.ts';

/** Orders from the bench to a load process, over IPC. */
export type LoadOrder =
  | {
      readonly do: 'connect';
      readonly port: number;
      readonly identities: readonly LoadIdentity[];
      readonly birth: boolean;
      readonly parallel: number;
    }
  /** Send beats, spread over the nodes, `perSecond` for `seconds`. */
  | { readonly do: 'beats'; readonly perSecond: number; readonly seconds: number }
  /** Send this many beats as soon as possible. */
  | { readonly do: 'burst'; readonly beats: number }
  /** Acknowledge each command at once and note when it came. */
  | { readonly do: 'answer-commands' }
  | { readonly do: 'arrivals' }
  | { readonly do: 'count' }
  | { readonly do: 'stay-connected'; readonly port: number };

export type LoadReport =
  | {
      readonly done: 'connect';
      readonly connected: number;
      readonly failed: number;
      readonly seconds: number;
      readonly why?: string;
    }
  | { readonly done: 'beats'; readonly sent: number }
  | { readonly done: 'arrivals'; readonly arrivals: readonly number[] }
  | { readonly done: 'count'; readonly connected: number; readonly configs: number; readonly commands: number };

let nodes: LoadNode[] = [];
let nextNode = 0;
let arrivals: number[] = [];

process.on('message', (order: LoadOrder) => void obey(order));
process.on('disconnect', () => process.exit(0));

async function obey(order: LoadOrder): Promise<void> {
  switch (order.do) {
    case 'connect':
      return connectAll(order);
    case 'beats':
      return beats(order.perSecond, order.seconds);
    case 'burst':
      return burst(order.beats);
    case 'answer-commands':
      for (const node of nodes) node.onCommand = answer;
      return;
    case 'arrivals':
      report({ done: 'arrivals', arrivals });
      arrivals = [];
      return;
    case 'count':
      return count();
    case 'stay-connected':
      for (const node of nodes) node.onLost = () => comeBack(node, order.port, 0);
      return;
  }
}

async function connectAll(order: Extract<LoadOrder, { do: 'connect' }>): Promise<void> {
  const started = performance.now();
  nodes = order.identities.map((identity) => new LoadNode(identity));
  let failed = 0;
  let why: string | undefined;
  const waiting = [...nodes];
  const worker = async () => {
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      await node.connect(order.port, order.birth).catch((error: Error) => {
        failed++;
        why ??= error.message;
      });
    }
  };
  await Promise.all(Array.from({ length: order.parallel }, worker));
  report({
    done: 'connect',
    connected: nodes.length - failed,
    failed,
    seconds: (performance.now() - started) / 1_000,
    ...(why ? { why } : {}),
  });
}

/** With the firmware's own pauses: a restart of the broker must not bring everybody back at one instant. */
function comeBack(node: LoadNode, port: number, tries: number): void {
  setTimeout(
    () => {
      node.connect(port, true).then(
        () => {
          node.onLost = () => comeBack(node, port, 0);
        },
        () => undefined,
      );
      node.onLost = () => comeBack(node, port, tries + 1);
    },
    backOffMs(tries, Math.random()),
  );
}

async function beats(perSecond: number, seconds: number): Promise<void> {
  const started = performance.now();
  const total = Math.round(perSecond * seconds);
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * perSecond));
    burst(due - sent);
    sent = Math.max(sent, due);
    await sleep(5);
  }
  report({ done: 'beats', sent });
}

function burst(beats: number): void {
  const now = Date.now();
  for (let index = 0; index < beats; index++) {
    nodes[nextNode]?.beat(now);
    nextNode = (nextNode + 1) % nodes.length;
  }
}

function answer(node: LoadNode, payload: Buffer): void {
  const at = performance.timeOrigin + performance.now();
  const claims = (JSON.parse(payload.toString()) as { jws: string }).jws.split('.')[1] as string;
  const { id } = JSON.parse(Buffer.from(fromBase64Url(claims)).toString()) as { id: string };
  node.ack(id, Math.round(at));
  arrivals.push(at);
}

function count(): void {
  report({
    done: 'count',
    connected: nodes.filter((node) => node.connected).length,
    configs: nodes.reduce((sum, node) => sum + node.configs, 0),
    commands: nodes.reduce((sum, node) => sum + node.commands, 0),
  });
}

function report(message: LoadReport): void {
  process.send?.(message);
}
