import { Conclusions } from './conclusions.ts';
import type { AppraisalParts } from './parts.ts';
import { Rounds } from './rounds.ts';
import { Visits } from './visits.ts';

/** Appraisal rounds with what the council writes in them. */
export class Appraisal {
  readonly rounds: Rounds;
  readonly visits: Visits;
  readonly conclusions: Conclusions;

  constructor(parts: AppraisalParts) {
    this.rounds = new Rounds(parts);
    this.visits = new Visits(parts, this.rounds);
    this.conclusions = new Conclusions(parts, this.rounds);
  }
}
