// pure
import { UPDATE_REASONS, type UpdateReason } from '../../protocol/firmware.ts';

/** What a node gives as its reason is a text; only what we know stays one of ours. */
export function codeOf(reason: string | undefined): UpdateReason | undefined {
  return UPDATE_REASONS.find((known) => known === reason);
}
