import { API, everywhere, get, inHamlet } from './row-words.ts';
import type { Rows } from './rows.ts';

/** The record and its checkpoints. */
export const EVIDENCE_ROWS: Rows = {
  [`GET ${API}/evidence/checkpoint`]: get(
    () => '/evidence/checkpoint',
    everywhere('sizes and hashes of the whole log, for witnesses outside'),
  ),
  [`GET ${API}/evidence/checkpoints`]: get(
    () => '/evidence/checkpoints',
    everywhere('sizes and hashes of the whole log, for witnesses outside'),
  ),
  [`GET ${API}/evidence/consistency`]: get(
    () => '/evidence/consistency?older=1&newer=2',
    everywhere('hashes that show the log only grew'),
  ),
  [`GET ${API}/evidence/status`]: get(
    () => '/evidence/status',
    everywhere('counts, hashes and the ways out of the one record'),
  ),
  [`GET ${API}/evidence/:position`]: get(({ evidence }) => `/evidence/${evidence}`, inHamlet),
  [`GET ${API}/receipts/:position`]: {
    ...get(({ evidence }) => `/receipts/${evidence}`, inHamlet),
    right: [404, 'not-a-receipt'],
    because: 'the entry of the place is the start of its node',
  },
};
