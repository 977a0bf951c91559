import { resolve } from 'node:path';
import { z } from 'zod';
import { DEMO_STATION_PORT } from '../../firmware-sim/config.ts';

/** Settings of the demo's generator; the launcher sets them. */
export interface DemoConfig {
  readonly dataDir: string;
  readonly password: string;
  /** The same seed gives the same district and the same fates. */
  readonly seed: string;
  /** Days of history. */
  readonly days: number;
  /** Where the demo's own station sends. */
  readonly stationPort: number;
}

const environment = z.object({
  LOAXA_DATA_DIR: z.string().min(1, 'names the folder to fill'),
  LOAXA_DEMO_PASSWORD: z.string().min(8, 'has at least 8 characters'),
  LOAXA_DEMO_SEED: z.string().min(1).default('demo'),
  LOAXA_DEMO_STATION_PORT: z.coerce.number().int().min(1).max(65_535).default(DEMO_STATION_PORT),
  LOAXA_DEMO_DAYS: z.coerce.number().int().min(1).max(400).default(90),
});

export function readDemoConfig(variables: NodeJS.ProcessEnv = process.env): DemoConfig {
  const result = environment.safeParse(variables);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(`Set ${issue?.path.join('.')}: it ${issue?.message}. The launcher does (npm start -- --demo).`);
  }
  const { LOAXA_DATA_DIR, LOAXA_DEMO_PASSWORD, LOAXA_DEMO_SEED, LOAXA_DEMO_DAYS } = result.data;
  return {
    dataDir: resolve(LOAXA_DATA_DIR),
    password: LOAXA_DEMO_PASSWORD,
    seed: LOAXA_DEMO_SEED,
    days: LOAXA_DEMO_DAYS,
    stationPort: result.data.LOAXA_DEMO_STATION_PORT,
  };
}
