import { expect, it } from 'vitest';
import { LeafThreads } from '../../../gateway/evidence/leaf-threads.ts';

it('who asks threads that have ended is refused, and does not wait for ever', async () => {
  const threads = new LeafThreads(1, { purgedBelow: 0 });
  await threads.stop();
  await expect(threads.judge([])).rejects.toThrow('A thread that judges signatures has ended');
});
