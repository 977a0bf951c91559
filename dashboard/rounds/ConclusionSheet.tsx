import { useState } from 'react';
import type { Conclusion } from '../../protocol/api/appraisal.ts';
import type { VerdictWord } from '../../protocol/api/coverage.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { Loading } from '../components/Loading.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet } from '../components/Sheet.tsx';
import { WordsField } from '../components/WordsField.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useConclude, useConclusions } from './ask.ts';
import { VerdictChoice } from './VerdictChoice.tsx';
import { Versions } from './Versions.tsx';

interface Props {
  round: string;
  commune: string;
  place: { id: string; name: string };
  onClose: () => void;
}

/** The council's own word on a hamlet or the commune; every earlier one stays beneath it. */
export function ConclusionSheet(props: Props) {
  const { say } = useWords();
  const versions = useConclusions(props.round, props.place.id);
  if (!versions.data)
    return (
      <Sheet title={say('round.conclude-of', { name: props.place.name })} onClose={props.onClose}>
        {versions.isError ? <p role="alert">{problemText(versions.error, say)}</p> : <Loading rows={4} />}
      </Sheet>
    );
  return <ConclusionForm key={versions.data.items.length} {...props} versions={versions.data.items} />;
}

function ConclusionForm({ round, commune, place, versions, onClose }: Props & { versions: readonly Conclusion[] }) {
  const { say } = useWords();
  const newest = [...versions].sort((a, b) => b.version - a.version)[0];
  const [verdict, setVerdict] = useState<VerdictWord | undefined>(newest?.verdict);
  const [text, setText] = useState(newest?.text ?? '');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const conclude = useConclude(round, commune, place.id);
  const submit = () => {
    if (!verdict) return setErrors([{ field: 'council-verdict', message: say('round.fault.verdict') }]);
    conclude.mutate(
      { verdict, text: text.trim().normalize('NFC'), replaces: newest?.version ?? 0 },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('round.conclude-of', { name: place.name })}
      lead={<p>{say('round.conclude-what')}</p>}
      submit={say('round.save-version', { n: (newest?.version ?? 0) + 1 })}
      errors={errors}
      busy={conclude.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <VerdictChoice id="council-verdict" legend={say('round.verdict')} value={verdict} onChange={setVerdict} />
      <WordsField
        id="council-text"
        label={say('round.council-text')}
        maxLength={10_000}
        rows={5}
        value={text}
        onChange={setText}
      />
      <Versions versions={versions} />
    </FormSheet>
  );
}
