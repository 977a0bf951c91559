import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Channel } from '../../protocol/api/notify.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import { useTestChannel } from './ask.ts';
import { isAddress } from './subscription-form.ts';
import { wordText } from './told.ts';

/** One message now, and what came of it in words. */
export function TestSheet({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { say, format } = useWords();
  const test = useTestChannel(channel.id);
  const [to, setTo] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const { kind } = channel;
  const submit = () => {
    const bad = isAddress(kind, to.trim()) ? [] : [{ field: 'test-to', message: say(`notify.bad.to.${kind}`) }];
    setErrors(bad);
    if (bad.length > 0) return;
    test.mutate(to.trim(), { onError: (error) => setErrors([{ message: problemText(error, say) }]) });
  };
  const result = test.data;
  return (
    <FormSheet
      title={say('notify.test-title', { name: channel.name })}
      errors={errors}
      submit={say('notify.test')}
      busy={test.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {kind !== 'web-hook' && (
        <TextInput
          id="test-to"
          label={say(`notify.to.${kind}`)}
          type={kind === 'mail' ? 'email' : kind === 'sms' ? 'tel' : 'text'}
          autoComplete="off"
          value={to}
          onChange={({ currentTarget: { value } }) => setTo(value)}
        />
      )}
      {result && !test.isPending && (
        <div data-test-result>
          <Notice meaning={result.delivered ? 'good' : 'bad'} role="status">
            {result.delivered
              ? say('notify.test-ok', { ms: format.number(result.tookMs) })
              : say('notify.test-bad', { word: wordText(result.word, say) })}
          </Notice>
        </div>
      )}
    </FormSheet>
  );
}
