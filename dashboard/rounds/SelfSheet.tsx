import { useState } from 'react';
import type { SideBySide } from '../../protocol/api/appraisal.ts';
import type { VerdictWord } from '../../protocol/api/coverage.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { WordsField } from '../components/WordsField.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useAssess } from './ask.ts';
import { withHamlet, withText } from './self-assessment.ts';
import { VerdictChoice } from './VerdictChoice.tsx';

interface Props {
  sides: SideBySide;
  /** The hamlet it is about; absent: what the commune says of the whole. */
  hamlet: { id: string; name: string } | undefined;
  onClose: () => void;
}

/** What the commune thinks of one hamlet, or of the whole in words. */
export function SelfSheet({ sides, hamlet, onClose }: Props) {
  const { say } = useWords();
  const before = sides.self?.hamlets.find((one) => one.hamlet === hamlet?.id);
  const [verdict, setVerdict] = useState<VerdictWord | undefined>(before?.verdict);
  const [note, setNote] = useState(hamlet ? (before?.note ?? '') : (sides.self?.text ?? ''));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const assess = useAssess(sides.round.id, sides.commune.id);
  const submit = () => {
    if (hamlet && !verdict) return setErrors([{ field: 'self-verdict', message: say('round.fault.verdict') }]);
    const words = note.trim().normalize('NFC');
    assess.mutate(
      hamlet && verdict
        ? withHamlet(sides.self, { hamlet: hamlet.id, verdict, note: words })
        : withText(sides.self, words),
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('round.self-of', { name: hamlet?.name ?? sides.commune.name })}
      lead={<p>{say('round.self-what')}</p>}
      submit={say('round.save-version', { n: (sides.self?.version ?? 0) + 1 })}
      errors={errors}
      busy={assess.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {hamlet && (
        <VerdictChoice id="self-verdict" legend={say('round.verdict')} value={verdict} onChange={setVerdict} />
      )}
      <WordsField
        id="self-note"
        label={say(hamlet ? 'round.note' : 'round.self-text')}
        maxLength={hamlet ? 500 : 10_000}
        rows={hamlet ? 3 : 6}
        value={note}
        onChange={setNote}
      />
    </FormSheet>
  );
}
