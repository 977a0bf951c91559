import type { Bulletin, ProgrammeInput } from '../../protocol/api/broadcast.ts';

/** What the forms send. */
export type BulletinDraft = Pick<Bulletin, 'title' | 'recording' | 'class' | 'field'>;
export type ProgrammeDraft = Pick<
  ProgrammeInput,
  'title' | 'bulletins' | 'targets' | 'recurrence' | 'registered' | 'resume'
>;
