import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Source } from '../../protocol/api/sources.ts';
import { SOURCE_KINDS } from '../../protocol/sources.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAddSource, useChangeSource } from './ask.ts';
import { SecretSheet } from './SecretSheet.tsx';
import { SourceFields } from './SourceFields.tsx';
import { readChange, readSource, type SourceFault, type TypedSource, typedSource } from './source-form.ts';

/** A source, new or changed; a new one ends with its secret, which is shown this once. */
export function SourceSheet({ one, onClose }: { one: Source | undefined; onClose: () => void }) {
  const { say } = useWords();
  const { areas } = useMe().account;
  const add = useAddSource();
  const change = useChangeSource(one?.id ?? '');
  const [typed, setTyped] = useState(() => typedSource(one, areas));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const set = (part: Partial<TypedSource>) => setTyped((before) => ({ ...before, ...part }));
  const refused = (error: unknown) => setErrors([{ message: problemText(error, say) }]);
  const mend = (faults: readonly SourceFault[]) =>
    setErrors(faults.map(({ field, word }) => ({ field, message: say(word) })));
  const submit = () => {
    setErrors([]);
    if (one) {
      const read = readChange(typed);
      if ('faults' in read) return mend(read.faults);
      return change.mutate(read.input, { onSuccess: onClose, onError: refused });
    }
    const read = readSource(typed);
    if ('faults' in read) return mend(read.faults);
    add.mutate(read.input, { onError: refused });
  };
  if (add.data) return <SecretSheet name={add.data.source.name} secret={add.data.secret} onClose={onClose} />;
  return (
    <FormSheet
      title={one ? say('source.change-title', { name: one.name }) : say('source.add')}
      errors={errors}
      submit={say('source.save')}
      gap="sm"
      busy={add.isPending || change.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {!one && (
        <Radio.Group
          label={say('source.kind')}
          value={typed.kind}
          onChange={(value) => set({ kind: value === 'cap' ? 'cap' : 'source-system' })}
        >
          <Stack gap="xs" mt={6}>
            {SOURCE_KINDS.map((kind) => (
              <Radio
                key={kind}
                size="md"
                value={kind}
                label={say(`source.kind.${kind}`)}
                description={say(`source.kind-what.${kind}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <SourceFields one={one} typed={typed} set={set} />
    </FormSheet>
  );
}
