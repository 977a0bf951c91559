/** What it takes to end a program that we started. */
interface Startable {
  /** None when it could not be started. */
  readonly pid?: number | undefined;
  kill(signal: NodeJS.Signals): boolean;
}

/**
 * Ends a program at once; one that never started is left alone. Asked to kill that in the same tick, Node 20 signals process 0
 * or whatever number its memory holds: with 0 our own process group, the gateway with everything around it.
 */
export function endProgram(program: Startable | undefined, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (program?.pid !== undefined) program.kill(signal);
}
