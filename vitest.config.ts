import { defineConfig } from 'vitest/config';

const TESTS = 'test/**/*.test.{ts,tsx}';
const FLOWS = 'test/flows/**/*.test.ts';
const BROWSER = 'test/browser/**/*.test.ts';

/**
 * Flows that load the machine and measure what it does then, and one whose station falls silent at its own pace: a starved stream
 * is lost before its silence is heard. Every other flow mostly waits for instants and receipts.
 */
const LOAD = [...['flows/attacks', 'flows/emergency', 'browser/microphone', 'gateway/relays/dies-and-comes-back']].map(
  (name) => `test/${name}.test.ts`,
);

/** They lie beside what they test, but start processes and play sound at its own pace: they are flows, with a second try. */
const IN_REAL_TIME = [
  ...['firmware-sim/direct-station', 'firmware-sim/playing', 'gateway/live/live-flow', 'gateway/upstream/scripts'],
  'gateway/relays/shared-pull',
].map((name) => `test/${name}.test.ts`);

/** Threads that tests start run TypeScript too (documents). */
const TYPESCRIPT = ['--import', new URL('./test/typescript-in-threads.js', import.meta.url).href];

/** A poll ends as soon as it is right: its limit is for machines under load, and one second is none. */
const PATIENT = { poll: { timeout: 10_000 } };

// Flows and pages measure time and start whole systems: each kind has the machine for itself. Most wait between their steps, so
// several run beside each other (every system has its own folder and ports); of those that load the machine one. A loaded machine
// may still let an instant pass: what starts real processes is tried a second time, and launch/test.js names what needed it.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 4,
    projects: [
      {
        test: {
          name: 'unit',
          globalSetup: ['test/gateway/database/postgres-server.ts'],
          include: [TESTS],
          exclude: [FLOWS, BROWSER, ...IN_REAL_TIME, ...LOAD],
          environment: 'node',
          expect: PATIENT,
          pool: 'forks',
          // A worker loads the modules once for all its files, or a tenth of the whole run would be loading: tests put back what they change.
          isolate: false,
          execArgv: TYPESCRIPT,
          maxWorkers: 3,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'flows',
          include: [FLOWS, ...IN_REAL_TIME],
          exclude: LOAD,
          environment: 'node',
          expect: PATIENT,
          pool: 'forks',
          execArgv: TYPESCRIPT,
          maxWorkers: 4,
          retry: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'load',
          include: LOAD,
          environment: 'node',
          expect: PATIENT,
          pool: 'forks',
          maxWorkers: 1,
          retry: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'browser',
          globalSetup: ['test/browser/build-once.ts'],
          include: [BROWSER],
          exclude: LOAD,
          environment: 'node',
          expect: PATIENT,
          pool: 'forks',
          isolate: false,
          maxWorkers: 4,
          retry: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
