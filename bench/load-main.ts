import { fromBase64Url } from '../protocol/jws.ts';
import { type LoadIdentity, LoadNode } from './load-node.ts';

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
  | { readonly do: 'answer-commands' }
  | { readonly do: 'stay-connected'; readonly port: number }
  | { readonly do: 'end' };

export type LoadReport =
  | {
      readonly done: 'connect';
      readonly connected: number;
      readonly failed: number;
      readonly seconds: number;
      readonly why?: string;
    }
  | { readonly done: 'beats'; readonly sent: number }
  | { readonly done: 'command'; readonly command: string; readonly arrivals: readonly number[] };

let nodes: LoadNode[] = [];
let nextNode = 0;
let arrivals: number[] = [];
let reporting = false;

process.on('message', (order: LoadOrder) => void obey(order));
process.on('disconnect', () => process.exit(0));

async function obey(order: LoadOrder): Promise<void> {
  if (order.do === 'connect') await connectAll(order);
  else if (order.do === 'beats') await beats(order.perSecond, order.seconds);
  else if (order.do === 'burst') burst(order.beats);
  else if (order.do === 'answer-commands') for (const node of nodes) node.onCommand = answer;
  else if (order.do === 'stay-connected') for (const node of nodes) node.onLost = () => comeBack(node, order.port, 0);
  else {
    for (const node of nodes) node.end();
    process.exit(0);
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

/** Full jitter, as the firmware does: a restart of the broker must not bring everybody back at one instant. */
function comeBack(node: LoadNode, port: number, tries: number): void {
  setTimeout(
    () => {
      node.connect(port, true).catch(() => undefined);
      node.onLost = () => comeBack(node, port, tries + 1);
    },
    Math.random() * Math.min(30_000, 1_000 * 2 ** (tries + 2)),
  );
}

async function beats(perSecond: number, seconds: number): Promise<void> {
  const started = performance.now();
  const total = perSecond * seconds;
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * perSecond));
    burst(due - sent);
    sent = Math.max(sent, due);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  report({ done: 'beats', sent });
}

function burst(count: number): void {
  const now = Date.now();
  for (let index = 0; index < count; index++) {
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
  if (reporting) return;
  reporting = true;
  setTimeout(() => {
    reporting = false;
    report({ done: 'command', command: id, arrivals });
    arrivals = [];
  }, 1_500);
}

function report(message: LoadReport): void {
  process.send?.(message);
}
