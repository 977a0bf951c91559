import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { transformWithOxc } from 'vite';
import { describe, expect, it } from 'vitest';
import { endProgram } from '../../protocol/end-program.ts';

const MODULE = new URL('../../protocol/end-program.ts', import.meta.url);

/** A process that ends programs which never started, and then says that it goes on. */
async function impatient(): Promise<string> {
  const { code } = await transformWithOxc(readFileSync(MODULE, 'utf8'), MODULE.pathname, { lang: 'ts' });
  return `import { spawn } from 'node:child_process';
${code}
for (const signal of ['SIGTERM', 'SIGKILL']) {
  const child = spawn('/no/such/program');
  child.on('error', () => {});
  endProgram(child, signal);
}
setTimeout(() => console.log('goes on'), 50);`;
}

describe('a program that is ended', () => {
  it('in the tick in which it failed to start takes nothing of ours along', async () => {
    // In a process group of its own: were it wrong, this run would end with it.
    const ours = spawn(process.execPath, ['--input-type=module', '-e', await impatient()], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    ours.stdout.on('data', (bytes: Buffer) => {
      said += bytes;
    });
    const [code, signal] = await once(ours, 'close');
    expect({ code, signal, said }).toEqual({ code: 0, signal: null, said: 'goes on\n' });
  });

  it('and runs is gone, by the signal that was asked for', async () => {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const child = spawn('sleep', ['60']);
      endProgram(child, signal);
      expect(await once(child, 'exit')).toEqual([null, signal]);
    }
  });

  it('or is none, is nothing', () => {
    expect(() => endProgram(undefined)).not.toThrow();
  });
});
