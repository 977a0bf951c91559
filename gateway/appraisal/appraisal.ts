import { Conclusions } from './conclusions.ts';
import { Draws } from './draws.ts';
import { OtherParts } from './other-parts.ts';
import type { AppraisalParts } from './parts.ts';
import { Rounds } from './rounds.ts';
import { SelfAssessments } from './self-assessments.ts';
import { SideBySides } from './side-by-side.ts';
import { Visits } from './visits.ts';

/** Appraisal rounds with what the council and the communes write in them. */
export class Appraisal {
  readonly rounds: Rounds;
  readonly visits: Visits;
  readonly conclusions: Conclusions;
  readonly draws: Draws;
  readonly selfAssessments: SelfAssessments;
  readonly otherParts: OtherParts;
  readonly sideBySides: SideBySides;

  constructor(parts: AppraisalParts) {
    this.rounds = new Rounds(parts);
    this.visits = new Visits(parts, this.rounds);
    this.conclusions = new Conclusions(parts, this.rounds);
    this.draws = new Draws(parts, this.rounds);
    this.selfAssessments = new SelfAssessments(parts, this.rounds);
    this.otherParts = new OtherParts(parts, this.rounds);
    this.sideBySides = new SideBySides(parts, this);
  }
}
