import { restoreCommand } from './restore-command.ts';

process.exitCode = await restoreCommand(process.argv.slice(2), {
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
