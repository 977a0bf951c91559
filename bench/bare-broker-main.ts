import { createServer } from 'node:net';
import { Aedes } from 'aedes';

/** The bound of the same run: aedes with nothing of ours. */
const broker = await Aedes.createBroker({ concurrency: 0 });
const server = createServer(broker.handle);
server.listen(Number(process.env.BENCH_PORT), '127.0.0.1', () => process.send?.({ type: 'ready' }));
process.on('disconnect', () => process.exit(0));
