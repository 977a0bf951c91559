/** One value of a process on this machine: the sum of the samples of that name (and label); 0 when there is none yet. */
export async function readMetric(port: number, name: string, label?: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  if (!response.ok) throw new Error(`/metrics on port ${port} answers ${response.status}`);
  return sampleOf(await response.text(), name, label);
}

/** Reads the text format of Prometheus; throws when the process knows no such metric. */
export function sampleOf(text: string, name: string, label?: string): number {
  if (!text.includes(`# TYPE ${name} `)) throw new Error(`there is no metric ${name}`);
  let sum = 0;
  for (const line of text.split('\n')) {
    const rest = line.startsWith(name) ? line.slice(name.length) : '';
    if (!rest.startsWith(' ') && !rest.startsWith('{')) continue;
    if (label !== undefined && !rest.includes(label)) continue;
    sum += Number(rest.slice(rest.lastIndexOf(' ') + 1));
  }
  return sum;
}
