import { afterAll, beforeAll } from 'vitest';
import type { Village } from '../coverage/inspected.ts';
import type { TestDatabase } from '../database/engines.ts';

/** One village for a whole describe: opening a gateway costs more than all that is asked of it. */
export function oneVillage(
  open: () => Promise<TestDatabase>,
  openVillage: (opened: TestDatabase) => Promise<Village>,
): { village: Village; opened: TestDatabase } {
  // Filled before the first test runs.
  const given = {} as { village: Village; opened: TestDatabase };
  beforeAll(async () => {
    given.opened = await open();
    given.village = await openVillage(given.opened);
  });
  afterAll(async () => {
    await given.village?.close();
    await given.opened?.close().catch(() => undefined);
  });
  return given;
}
