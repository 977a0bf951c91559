import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Answer } from '../components/Answer.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useNodes } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSetListener } from './ask.ts';

const FIELD = 'listener-node';

/** Lets a device without horns listen to the hamlet. */
export function AssignSheet({ hamlet, commune, onClose }: { hamlet: string; commune: string; onClose: () => void }) {
  const { say } = useWords();
  const nodes = useNodes({ area: commune, limit: 500 });
  const set = useSetListener(hamlet);
  const [chosen, setChosen] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    if (chosen === '') return setErrors([{ field: FIELD, message: say('listening.assign-missing') }]);
    setErrors([]);
    set.mutate(chosen, { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) });
  };
  return (
    <FormSheet
      title={say('listening.assign-title')}
      lead={<p>{say('listening.assign-what')}</p>}
      errors={errors}
      submit={say('listening.assign-submit')}
      busy={set.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Answer query={nodes} rows={1}>
        {({ items }) => {
          const candidates = items.filter(({ horns, technology }) => horns === 0 && technology === 'ip');
          return candidates.length === 0 ? (
            <p>{say('listening.assign-none')}</p>
          ) : (
            <NativeSelect
              id={FIELD}
              label={say('listening.assign-node')}
              size="md"
              value={chosen}
              onChange={({ currentTarget: { value } }) => setChosen(value)}
              data={[
                { value: '', label: say('listening.assign-choose') },
                ...candidates.map(({ id, code, place, hamletName }) => ({
                  value: id,
                  label: [code, place, hamletName].filter((text) => text !== '').join(' · '),
                })),
              ]}
            />
          );
        }}
      </Answer>
    </FormSheet>
  );
}
