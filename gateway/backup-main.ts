import { backupCommand } from './backup-command.ts';

process.exitCode = await backupCommand(process.argv.slice(2), {
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
