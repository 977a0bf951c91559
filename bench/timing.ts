/** Seconds that `work` takes. */
export async function secondsOf(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

/** The median of several runs, after one that is not counted (it warms caches and the compiler). */
export async function medianSeconds(runs: number, work: () => Promise<unknown> | unknown): Promise<number> {
  await work();
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) seconds.push(await secondsOf(work));
  return seconds.sort((a, b) => a - b)[Math.floor(runs / 2)] as number;
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Asks until the answer is true; an Error that names what was waited for when it takes longer. */
export async function until(what: string, question: () => boolean | Promise<boolean>, withinMs = 60_000, everyMs = 20) {
  const end = performance.now() + withinMs;
  while (!(await question())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs / 1_000} s`);
    await sleep(everyMs);
  }
}

/** Milliseconds of processor time each, the database's threads included, sorted. */
export async function timed(times: number, work: () => Promise<void>): Promise<number[]> {
  const each: number[] = [];
  for (let time = 0; time < times; time++) {
    const started = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(started);
    each.push((user + system) / 1_000);
  }
  return each.sort((a, b) => a - b);
}
