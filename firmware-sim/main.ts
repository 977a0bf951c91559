import { parseInvocation, UsageError } from './arguments.ts';
import { BoardNode } from './board/board-node.ts';
import { readConfig } from './config.ts';
import { type Running, runFleet } from './fleet/fleet-command.ts';
import { createLog } from './log.ts';
import { runSource } from './source-system/source-command.ts';
import { USAGE } from './usage.ts';

/** Goodbyes of thousands of connections need a moment to leave. */
const GOODBYE_MS = 250;

async function run(argv: readonly string[]): Promise<void> {
  const invocation = parseInvocation(argv);
  if (invocation.command === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const config = readConfig();
  const log = createLog(invocation.command === 'fleet' ? 'fleet' : 'node', config.logLevel);
  let running: Running;
  if (invocation.command === 'fleet') running = await runFleet(invocation.options, config, log, argv);
  else if (invocation.command === 'source') running = await runSource(invocation.options, log);
  else {
    const board = await BoardNode.open(invocation.options, { log });
    board.start();
    log.info({ node: board.identity.node }, 'the node is on');
    running = { connected: Promise.resolve(), stop: async () => board.stop() };
  }
  stopOn(running);
  await running.connected;
  log.info('ready');
  process.send?.({ type: 'ready' });
}

/** Ends on a signal, or when the launcher that holds the other end of the channel is gone. */
function stopOn(running: Running): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void running.stop().finally(() => setTimeout(() => process.exit(0), GOODBYE_MS));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
}

function fail(error: unknown): void {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${USAGE}`);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

run(process.argv.slice(2)).catch(fail);
