import { z } from 'zod';
import { areaId, nodeId } from '../../protocol/messages/fields.ts';
import { reference } from '../core/documents.ts';
import { EAR_STATES } from '../listening/modelled-ear.ts';
import { SCENARIO_NAMES } from '../scenarios/scenarios.ts';

/** One line of a nodes file: an identity the fleet plays. */
export const fleetNode = z.object({
  node: nodeId,
  credential: z.string().min(1),
  /** PKCS #8, base64url. */
  privateKey: z.string().min(1),
  groups: z.array(areaId).max(16),
  horns: z.number().int().min(0).max(64),
  sensor: z.enum(['microphone', 'current', 'none']),
  /** What people call it. */
  code: z.string(),
  /** It only listens, with an ear in this state. */
  ear: z.enum(EAR_STATES).optional(),
  /** Its tone as it was when somebody calibrated it; what the node keeps itself counts more. */
  reference: reference.optional(),
  /** Whose pole it hangs on: what happens there happens to it. */
  beside: nodeId.optional(),
  /** What happens to it; the fleet's own scenario when absent. */
  scenario: z.enum(SCENARIO_NAMES).optional(),
});
export type FleetNode = z.infer<typeof fleetNode>;
