import type { Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';

/** Starts to listen (absent host: everywhere) and returns the port, which the system chose when 0 was asked for. */
export function listen(server: Server | HttpsServer, host: string | undefined, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Takes nobody any more, ends who is there, and resolves when all have gone. */
export function close(server: Server | HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
