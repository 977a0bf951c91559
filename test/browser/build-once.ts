import { builtDashboard } from './built.ts';

/** Before the workers begin, or each of them would build its own. */
export default async function buildOnce(): Promise<void> {
  await builtDashboard();
}
