import { enrolInput, enrolment, enrolWaiting } from '../../protocol/api/enrolment.ts';
import { ENROL_PATH } from '../../protocol/api/paths.ts';
import { plainClaimCode } from '../../protocol/claim-code.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { TooManyRequestsError } from '../errors.ts';
import type { App } from '../http/app.ts';
import { FailureLimit } from '../http/failure-limit.ts';
import { PerMinute } from '../http/per-minute.ts';
import { sha256Of } from '../keys/secrets.ts';
import type { Enrolment } from './enrolment.ts';

/** A waiting device asks 20 times a minute at most. */
const CALLS_PER_MINUTE = 40;

/** The device shows its code (registered on the server itself: the path is part of the contract with devices). */
export function enrolRoutes(app: App, { enrolment: enrolling, clock }: { enrolment: Enrolment; clock: Clock }): void {
  const ofAddress = new FailureLimit({ clock, free: 100, baseMs: SECOND_MS, maxMs: 5 * MINUTE_MS });
  const ofCode = new PerMinute(clock, CALLS_PER_MINUTE);

  app.post(
    ENROL_PATH,
    {
      config: { access: { who: 'anyone' } },
      schema: { body: enrolInput, response: { 201: enrolment, 202: enrolWaiting } },
    },
    async (request, reply) => {
      const code = sha256Of(plainClaimCode(request.body.code));
      const waitMs = ofAddress.attempt(request.ip) || ofCode.attempt(code);
      if (waitMs > 0)
        throw new TooManyRequestsError('too-many-attempts', 'Too many calls with this code or from here; wait.', {
          retryAfterMs: waitMs,
        });
      const answer = await enrolling.call(request.body, request.ip);
      ofAddress.undo(request.ip);
      return 'state' in answer ? reply.status(202).send(answer) : reply.status(201).send(answer);
    },
  );
}
