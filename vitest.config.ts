import { defineConfig } from 'vitest/config';

const TESTS = 'test/**/*.test.{ts,tsx}';
const FLOWS = 'test/flows/**/*.test.ts';
const BROWSER = 'test/browser/**/*.test.ts';

// Flows and pages measure time and start whole systems: each kind has the machine for itself, flows one file after the other, pages two at once.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          globalSetup: ['test/gateway/database/postgres-server.ts'],
          include: [TESTS],
          exclude: [FLOWS, BROWSER],
          environment: 'node',
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'flows',
          include: [FLOWS],
          environment: 'node',
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: [BROWSER],
          environment: 'node',
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
