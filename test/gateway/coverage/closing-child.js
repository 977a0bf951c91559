import { Worker } from 'node:worker_threads';

// A process of its own that closes a period and stands still on its way, to be killed there: `closing-child.ts` in TypeScript.
new Worker(new URL('./closing-child.ts', import.meta.url), {
  argv: process.argv.slice(2),
  execArgv: ['--import', new URL('../../typescript-in-threads.js', import.meta.url).href],
});
