import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { CertificatePair } from './certificate-files.ts';
import { type CertificateDemand, shownIn } from './client-certificate.ts';
import type { TlsConfig } from './config.ts';
import type { Door } from './door.ts';
import { KNOWN_PACKET_BYTES } from './packet-guard.ts';

/** Takes a stream of MQTT packets, the TCP socket below it, and what the listener asks to see besides the password. */
export type Receive = (stream: Duplex, socket: Socket, demand?: CertificateDemand) => void;

/** After a power cut thousands of nodes call within a second; the system's own limit still applies. */
const BACKLOG = 4_096;
/** A TLS handshake or a WebSocket upgrade must come as quickly as a CONNECT. */
const OPENING_MS = 5_000;
const SOCKET = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const;

export function tcpListener(door: Door, receive: Receive): Server {
  return createServer(SOCKET, (socket) => {
    if (door.enter(socket)) receive(socket, socket);
  });
}

/** Without a certificate (`showCertificate`) every handshake fails. */
export function tlsListener({ clients }: Pick<TlsConfig, 'clients'>, door: Door, receive: Receive): TlsServer {
  // Wrong certificates pass the handshake and are refused at the sign-in: here nobody could say which node it was.
  const asking = clients && { requestCert: true, rejectUnauthorized: false };
  const server = createTlsServer({ ...SOCKET, handshakeTimeout: OPENING_MS, ...asking });
  server.on('connection', (socket: Socket) => door.enter(socket));
  server.on('secureConnection', (stream) => {
    if (!clients) return receive(stream, stream);
    const shown = shownIn(stream);
    receive(stream, stream, { required: clients.required, ...(shown && { shown }) });
  });
  // A failed handshake is the peer's affair; without this it would be an uncaught error on its socket.
  server.on('tlsClientError', (_error, stream) => stream.destroy());
  return server;
}

/** New connections are shown this certificate, and theirs are judged by the same authority as before; open ones go on. */
export function showCertificate(
  server: TlsServer,
  { cert, key }: CertificatePair,
  { clients }: Pick<TlsConfig, 'clients'>,
): void {
  server.setSecureContext({ cert, key, minVersion: 'TLSv1.2', ...(clients && { ca: clients.ca }) });
}

/** MQTT over WebSocket (MQTT 3.1.1 §6): subprotocol `mqtt`, binary frames. */
export function webSocketListener(door: Door, receive: Receive): Server {
  const server = createHttpServer(
    { ...SOCKET, headersTimeout: OPENING_MS, requestTimeout: OPENING_MS, connectionsCheckingInterval: 1_000 },
    (_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' }).end('MQTT over WebSocket only\n');
    },
  );
  server.on('connection', (socket) => door.enter(socket));
  const webSockets = new WebSocketServer({
    server,
    clientTracking: false,
    maxPayload: KNOWN_PACKET_BYTES + 1_024,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  webSockets.on('connection', (webSocket, request) => {
    if (webSocket.protocol === 'mqtt') receive(createWebSocketStream(webSocket), request.socket);
    else webSocket.close(1002, 'the subprotocol must be mqtt');
  });
  return server;
}

/** Starts to listen and returns the port, which the system chose when 0 was asked for. */
export function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Stops to accept; resolves when the last connection is gone. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (server.listening) server.close(() => resolve());
    else resolve();
  });
}
