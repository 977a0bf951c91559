import { FIRMWARE_USAGE, FirmwareUsageError, runFirmware } from './keys/firmware-command.ts';

const args = process.argv.slice(2);
try {
  console.log(args.length === 0 || args.includes('--help') ? FIRMWARE_USAGE : runFirmware(args, Date.now()));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof FirmwareUsageError) console.error(`\n${FIRMWARE_USAGE}`);
  process.exitCode = error instanceof FirmwareUsageError ? 2 : 1;
}
