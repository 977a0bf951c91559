import type { ProgrammeInput } from '../../protocol/api/broadcast.ts';

/** What the forms send. */
export type ProgrammeDraft = Pick<
  ProgrammeInput,
  'title' | 'bulletins' | 'targets' | 'recurrence' | 'registered' | 'resume'
>;
