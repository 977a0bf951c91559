import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

/** Shows the built dashboard on the fake gateway: `node test/browser/fake/start.js`, any demo name, password «demo». */
const vite = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: null },
});
const { FakeGateway } = await vite.ssrLoadModule('/test/browser/fake/fake-gateway.ts');
const fake = new FakeGateway();
const address = await fake.start(fileURLToPath(new URL('../../../dashboard/dist', import.meta.url)), 8099);
process.stdout.write(`${address}\n`);
