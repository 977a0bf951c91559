import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { TestDatabase } from '../database/engines.ts';
import { Doors } from './doors.ts';

/** One database for all tests of a file, and fresh doors on it for each; `enter` says who and what is there. */
export function freshDoors(
  { open, live = false }: { open: () => Promise<TestDatabase>; live?: boolean },
  enter: (doors: Doors, test: TestDatabase) => Promise<void>,
): void {
  let test: TestDatabase;
  let doors: Doors;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    doors = await Doors.open(test, undefined, { live });
    await enter(doors, test);
  });
  afterEach(() => doors.close());
}
