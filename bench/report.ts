import { readFileSync } from 'node:fs';

/** One named figure, as a JSON line on standard output. */
export function figure(name: string, value: number, unit: string, more: Record<string, unknown> = {}): void {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  process.stdout.write(`${JSON.stringify({ figure: name, value: rounded, unit, ...more })}\n`);
}

export interface Usage {
  /** User and system time since the process began. */
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

/** CPU time and memory of a process (Linux: /proc). */
export function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, residentMb: Number(resident) / 1024 };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
