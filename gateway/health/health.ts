import type { HealthCheckState } from '../../protocol/api/health.ts';
import type { FaultKind } from '../../protocol/faults.ts';
import { HEALTH_CHECKS, HEALTH_FAULTS, type HealthCheck, type HealthState } from '../../protocol/health.ts';
import type { Clock } from '../clock.ts';
import type { FactBus } from '../facts.ts';
import type { Log } from '../log.ts';
import { judged, type Standing, UNIT_OF } from './judging.ts';

export interface HealthParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  /** `faults` implements both. */
  readonly alarm: (kind: FaultKind, detail: string) => void;
  readonly settle: (kind: FaultKind) => void;
}

interface Seen extends Standing {
  readonly since: number;
  readonly lookedAt: number;
  readonly value?: number | undefined;
  readonly detail?: string | undefined;
}

/** How the installation itself is: what was seen last of each check, and the faults that follow from it. */
export class Health {
  readonly #parts: HealthParts;
  readonly #seen = new Map<HealthCheck, Seen>();
  readonly #raised = new Map<FaultKind, string>();

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  /** A state that is known at once. */
  set(check: HealthCheck, state: HealthState, detail?: string, value?: number): void {
    this.#take(check, { state }, detail, value);
  }

  /** A measured value, judged by the limits of its check. */
  measured(check: HealthCheck, value: number, detail?: string): void {
    const before = this.#seen.get(check);
    this.#take(check, judged(check, value, before ?? { state: 'well' }), detail, value);
  }

  stateOf(check: HealthCheck): HealthState {
    return this.#seen.get(check)?.state ?? 'unknown';
  }

  lookedAt(check: HealthCheck): number | undefined {
    return this.#seen.get(check)?.lookedAt;
  }

  list(): HealthCheckState[] {
    return HEALTH_CHECKS.map((check) => {
      const seen = this.#seen.get(check);
      const unit = UNIT_OF[check];
      if (!seen) return { check, state: 'unknown', unit };
      const { state, since, lookedAt, value, detail } = seen;
      return {
        check,
        state,
        since,
        unit,
        lookedAt,
        ...(value === undefined ? {} : { value }),
        ...(detail ? { detail } : {}),
      };
    });
  }

  #take(check: HealthCheck, standing: Standing, detail: string | undefined, value: number | undefined): void {
    const { clock, log, facts } = this.#parts;
    const now = clock.now();
    const before = this.#seen.get(check);
    const isNew = before?.state !== standing.state;
    this.#seen.set(check, { ...standing, since: isNew ? now : (before?.since ?? now), lookedAt: now, detail, value });
    if (isNew) {
      log[standing.state === 'bad' ? 'error' : 'info'](
        { check, state: standing.state, value, detail },
        'health changed',
      );
      facts.tell('changed', { at: now, what: 'health' });
    }
    const fault = HEALTH_FAULTS[check]?.fault;
    if (fault) this.#tellFault(fault);
  }

  /** One fault for all checks that raise it. */
  #tellFault(fault: FaultKind): void {
    const { alarm, settle } = this.#parts;
    const checks = HEALTH_CHECKS.filter((check) => HEALTH_FAULTS[check]?.fault === fault && this.#isFaulty(check));
    if (checks.length === 0) {
      // After a restart too: what the last process raised is open in the database.
      if (this.#raised.get(fault) !== '') settle(fault);
      this.#raised.set(fault, '');
      return;
    }
    const key = checks.join(' ');
    if (this.#raised.get(fault) === key) return;
    this.#raised.set(fault, key);
    const said = checks.map((check) => [check, this.#seen.get(check)?.detail].filter(Boolean).join(': '));
    alarm(fault, said.join('; '));
  }

  #isFaulty(check: HealthCheck): boolean {
    const state = this.stateOf(check);
    return state === 'bad' || (state === 'strained' && HEALTH_FAULTS[check]?.from === 'strained');
  }
}
