// pure
import type { SelfAssessment, SelfAssessmentInput } from '../../protocol/api/appraisal.ts';

type Row = SelfAssessmentInput['hamlets'][number];

/** The whole assessment anew with one hamlet's word; `replaces` names the version it was read from. */
export function withHamlet(before: SelfAssessment | undefined, row: Row): SelfAssessmentInput {
  const others = rowsOf(before).filter(({ hamlet }) => hamlet !== row.hamlet);
  return { hamlets: [...others, row], text: before?.text ?? '', replaces: before?.version ?? 0 };
}

export function withText(before: SelfAssessment | undefined, text: string): SelfAssessmentInput {
  return { hamlets: rowsOf(before), text, replaces: before?.version ?? 0 };
}

const rowsOf = (before: SelfAssessment | undefined): Row[] =>
  (before?.hamlets ?? []).map(({ hamlet, verdict, note }) => ({ hamlet, verdict, note }));
