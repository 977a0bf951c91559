import { Button, Stack } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import { useSecondFactor } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { CodeField } from './CodeField.tsx';
import { isCode } from './entries.ts';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';

export function SecondFactorStep({ me, onDone, onBack }: { me: Me; onDone: (me: Me) => void; onBack: () => void }) {
  const { say } = useWords();
  const second = useSecondFactor();
  const refusals = useRefusals('code');
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the other field is another step
  useEffect(() => document.getElementById('code')?.focus(), [recovery]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = say(recovery ? 'second-factor.recovery-missing' : 'second-factor.code-missing');
    if (refusals.missing(isCode(code, recovery) ? [] : [{ field: 'code', message: wrong }])) return;
    second.mutate({ code: code.trim() }, { onSuccess: onDone, onError: refusals.refused });
  };
  const swap = () => {
    refusals.missing([]);
    setCode('');
    setRecovery(!recovery);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <p>{say('second-factor.sentence', { name: me.account.name })}</p>
        <RefusalNotice refusals={refusals} />
        <CodeField id="code" value={code} recovery={recovery} onChange={setCode} />
        <Button type="submit" size="lg" loading={second.isPending}>
          {say('second-factor.submit')}
        </Button>
        <Button variant="default" size="lg" onClick={swap}>
          {say(recovery ? 'second-factor.use-code' : 'second-factor.use-recovery')}
        </Button>
        <Button variant="subtle" size="lg" onClick={onBack}>
          {say('second-factor.somebody-else')}
        </Button>
      </Stack>
    </form>
  );
}
