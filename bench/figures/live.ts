import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { figure } from '../report.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LIGHT_NODES = 200;
const WITHIN_MS = 400_000;

interface Delay {
  readonly figure: string;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Mouth to horn with 200 nodes on one stream: the browser test of a real session, which prints what it measures. */
export async function live(): Promise<void> {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'browser', 'test/browser/microphone.test.ts'];
  const child = spawn(process.execPath, args, {
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], timeout: WITHIN_MS },
    env: { ...process.env, LOAXA_TEST_LIGHT_NODES: String(LIGHT_NODES) },
  });
  const ended = once(child, 'exit');
  let delay: Delay | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const json = /\{"figure":"live\.mouth-to-horn".*\}/.exec(line)?.[0];
    // Our own test wrote it.
    if (json) delay = JSON.parse(json) as Delay;
  }
  const [code] = await ended;
  if (!delay) throw new Error(`nothing was measured (the test ended with ${code})`);
  const { p50, max, figure: _, ...more } = delay;
  figure('live.mouth-to-horn.p95', delay.p95, 'ms', { p50, max, ...more });
}
