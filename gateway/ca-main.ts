import { readConfig } from './config.ts';
import { CA_USAGE, CaUsageError, runCa } from './keys/ca-command.ts';

const args = process.argv.slice(2);
try {
  if (args.length === 0 || args.includes('--help')) console.log(CA_USAGE);
  else {
    const { dataDir, publicHosts } = readConfig();
    console.log(await runCa(args, { dataDir, hosts: publicHosts, now: Date.now() }));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof CaUsageError) console.error(`\n${CA_USAGE}`);
  process.exitCode = error instanceof CaUsageError ? 2 : 1;
}
