import { createServer, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, expect, it } from 'vitest';
import { LoadNode, randomCredential } from '../../bench/load-node.ts';
import { decodeBody } from '../../protocol/codec.ts';
import { parseTopic } from '../../protocol/topics.ts';

const node = 'n0123456789abcdef';
let close: () => void = () => undefined;
afterEach(() => close());

/** A broker that takes everybody in and keeps what is said. */
async function listeningBroker(): Promise<{ port: number; heard: (count: number) => Promise<Packet[]> }> {
  const packets: Packet[] = [];
  const sockets: Socket[] = [];
  let tell = () => {};
  const server = createServer((socket) => {
    sockets.push(socket);
    const parser = mqttPacket.parser();
    parser.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect')
        socket.write(mqttPacket.generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }));
      else if (packet.cmd === 'subscribe')
        socket.write(
          mqttPacket.generate({ cmd: 'suback', messageId: packet.messageId as number, granted: [1, 1, 1, 1] }),
        );
      else packets.push(packet);
      tell();
    });
    socket.on('data', (chunk) => parser.parse(chunk));
  });
  close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    heard: (count) =>
      new Promise((resolve) => {
        tell = () => packets.length >= count && resolve(packets);
        tell();
      }),
  };
}

it('a node of the load says what the protocol takes: birth, beat and acknowledgement', async () => {
  const broker = await listeningBroker();
  const loadNode = new LoadNode({ node, credential: randomCredential(), groups: [] });
  await loadNode.connect(broker.port, true);
  loadNode.beat(1_795_000_000_000);
  loadNode.ack('01ARZ3NDEKTSV4RRFFQ69G5FAV', 1_795_000_000_000);
  const said = (await broker.heard(3)).flatMap((packet) => (packet.cmd === 'publish' ? [packet] : []));
  const channels = said.map((packet) => parseTopic(packet.topic));
  expect(channels).toEqual([
    { channel: 'birth', node },
    { channel: 'beat', node },
    { channel: 'ack', node },
  ]);
  for (const [index, packet] of said.entries())
    expect(decodeBody(channels[index]?.channel ?? 'beat', packet.payload as Buffer)).toMatchObject({ ok: true });
  loadNode.end();
});
