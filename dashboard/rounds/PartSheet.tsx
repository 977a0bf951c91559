import { useState } from 'react';
import type { OtherPart } from '../../protocol/api/appraisal.ts';
import type { VerdictWord } from '../../protocol/api/coverage.ts';
import { DocumentField, type NamedDocument } from '../attachments/DocumentField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { WordsField } from '../components/WordsField.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useWritePart } from './ask.ts';
import { VerdictChoice } from './VerdictChoice.tsx';

interface Props {
  round: string;
  commune: string;
  part: OtherPart['part'];
  said: OtherPart | undefined;
  onClose: () => void;
}

/** One of the other parts, with its papers. */
export function PartSheet({ round, commune, part, said, onClose }: Props) {
  const { say } = useWords();
  const [verdict, setVerdict] = useState<VerdictWord | undefined>(said?.verdict);
  const [text, setText] = useState(said?.text ?? '');
  const [documents, setDocuments] = useState<readonly NamedDocument[]>(() =>
    (said?.documents ?? []).map((sha256, index) => ({ sha256, name: say('document.nth', { n: index + 1 }) })),
  );
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const write = useWritePart(round, commune, part);
  const submit = () => {
    const faults: FormError[] = [
      ...(verdict ? [] : [{ field: 'part-verdict', message: say('round.fault.verdict') }]),
      ...(text.trim() ? [] : [{ field: 'part-text', message: say('round.fault.part-text') }]),
    ];
    setErrors(faults);
    if (faults.length > 0 || !verdict) return;
    write.mutate(
      { verdict, text: text.trim().normalize('NFC'), documents: documents.map(({ sha256 }) => sha256) },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say(`round.part.${part}`)}
      submit={say('round.save-version', { n: (said?.version ?? 0) + 1 })}
      errors={errors}
      busy={write.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <VerdictChoice id="part-verdict" legend={say('round.verdict')} value={verdict} onChange={setVerdict} />
      <WordsField id="part-text" label={say('round.part-text')} maxLength={2_000} value={text} onChange={setText} />
      <DocumentField
        id="part-documents"
        label={say('round.part-documents')}
        most={20}
        documents={documents}
        onChange={setDocuments}
      />
    </FormSheet>
  );
}
