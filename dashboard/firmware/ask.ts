import type { Page } from '../../protocol/api/common.ts';
import type { Firmware, FirmwareList, Rollout, RolloutDetail, RolloutInput } from '../../protocol/api/firmware.ts';
import type { RolloutStep } from '../../protocol/firmware.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

const SHOWN = 20;
/** Its feed says that something changed, not what: the failures are asked again by themselves. */
const DETAIL_EVERY_MS = 15_000;

export const useFirmwares = () => useGet<FirmwareList>(paths.firmwares);
export const useRollouts = () => useGet<Page<Rollout>>(paths.rollouts, { limit: SHOWN });
export const useRollout = (id: string, enabled: boolean) =>
  useGet<RolloutDetail>(paths.rollout(id), {}, { enabled, everyMs: DETAIL_EVERY_MS });

const TOUCHED = [paths.firmwares, paths.rollouts];
export const useUploadFirmware = () =>
  useChange((client, { manifest, image }: { manifest: File; image: File }) => {
    const form = new FormData();
    form.append('manifest', manifest);
    form.append('image', image);
    return client.send<Firmware>('POST', paths.firmwares, form);
  }, TOUCHED);
export const useBeginRollout = () =>
  useChange((client, input: RolloutInput) => client.send<RolloutDetail>('POST', paths.rollouts, input), TOUCHED);
export const useStepRollout = (id: string) =>
  useChange(
    (client, input: { key: string; kind: RolloutStep }) =>
      client.send<RolloutDetail>('POST', paths.rolloutSteps(id), input),
    [...TOUCHED, paths.rollout(id)],
  );
