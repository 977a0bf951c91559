import type { viFirmware } from './vi-firmware.ts';

export const enFirmware: Record<keyof typeof viFirmware, string> = {
  'firmware.title': 'Firmware',
};
