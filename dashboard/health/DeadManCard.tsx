import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DeadMan } from '../../protocol/api/health.ts';
import { HEALTH_WORDS } from '../../protocol/health.ts';
import { Card } from '../components/Card.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { Facts } from '../components/Facts.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { wordText } from '../notify/told.ts';
import { useSetDeadMan } from './ask.ts';

/** Who outside notices when the whole server stops. */
export function DeadManCard({ deadMan }: { deadMan: DeadMan }) {
  const { say, language } = useWords();
  const { role } = useMe().account;
  const [open, setOpen] = useState(false);
  const { host, fixed, sentAt, failedAt, failed, heldBack } = deadMan;
  return (
    <Card title={say('health.dead-man')}>
      <Stack gap="sm">
        <p>{say('health.dead-man-what')}</p>
        {host === undefined ? (
          <Notice meaning="partial">{say('health.dead-man-none')}</Notice>
        ) : (
          <Facts
            facts={[
              [say('health.dead-man-host'), host],
              [say('health.dead-man-sent'), sentAt === undefined ? say('health.dead-man-never') : dateTimeText(sentAt)],
              ...(failedAt === undefined
                ? []
                : ([
                    [say('health.dead-man-failed'), `${dateTimeText(failedAt)}, ${wordText(failed ?? '', say)}`],
                  ] as const)),
              ...(heldBack.length === 0
                ? []
                : ([
                    [say('health.dead-man-held'), heldBack.map((check) => HEALTH_WORDS[check][language]).join(', ')],
                  ] as const)),
            ]}
          />
        )}
        {role === 'administrator' &&
          (fixed ? (
            <p>{say('problem.dead-man-fixed')}</p>
          ) : (
            <div>
              <Button variant="default" size="md" onClick={() => setOpen(true)}>
                {say('health.dead-man-change')}
              </Button>
            </div>
          ))}
      </Stack>
      {open && <DeadManSheet onClose={() => setOpen(false)} />}
    </Card>
  );
}

function DeadManSheet({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const set = useSetDeadMan();
  const [url, setUrl] = useState('');
  const [method, setMethod] = useState<'GET' | 'POST'>('GET');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    const isGood = url.trim() === '' || /^https?:\/\/[^\s/]/i.test(url.trim());
    setErrors(isGood ? [] : [{ field: 'dead-man-url', message: say('notify.bad.url') }]);
    if (!isGood) return;
    set.mutate(
      { url: url.trim(), method },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('health.dead-man-change')}
      errors={errors}
      submit={say('account.save')}
      busy={set.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        id="dead-man-url"
        label={say('health.dead-man-url')}
        type="url"
        autoComplete="off"
        value={url}
        onChange={({ currentTarget: { value } }) => setUrl(value)}
      />
      <NativeSelect
        id="dead-man-method"
        label={say('health.dead-man-method')}
        value={method}
        onChange={({ currentTarget: { value } }) => setMethod(value === 'POST' ? 'POST' : 'GET')}
        data={['GET', 'POST']}
      />
    </FormSheet>
  );
}
