/** What a command talks to: the terminal, or a test. */
export interface Surroundings {
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Settings instead of those of the environment. */
  readonly variables?: NodeJS.ProcessEnv;
}

/** The exit code of a command as it is typed: what went wrong is said in one line and ends it with `failed`. */
export async function exitCodeOf(run: Promise<number>, { complain }: Surroundings, failed = 1): Promise<number> {
  try {
    return await run;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return failed;
  }
}
