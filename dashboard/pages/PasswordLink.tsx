import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { usePasswordLink } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { Arrival } from '../people/Arrival.tsx';
import { LEAST_PASSWORD } from '../people/entries.ts';
import { LEAST_LINK_CODE, LinkCodeField } from '../people/LinkCodeField.tsx';
import { useLinkCode } from '../people/link-code.ts';
import { NewPasswordField } from '../people/NewPasswordField.tsx';
import { RefusalNotice } from '../people/RefusalNotice.tsx';
import { useRefusals } from '../people/refusals.ts';

/** The person of an account chooses its password: nobody else ever knew one. */
export function PasswordLink() {
  const { say } = useWords();
  return <Arrival title={say('link.password-title')} next="/" form={(onDone) => <Form onDone={onDone} />} />;
}

function Form({ onDone }: { onDone: (me: Me) => void }) {
  const { say } = useWords();
  const carried = useLinkCode();
  const redeem = usePasswordLink();
  const refusals = useRefusals('password-new');
  const [code, setCode] = useState(carried ?? '');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = [];
    if (code.trim().length < LEAST_LINK_CODE) missing.push({ field: 'link-code', message: say('link.code-missing') });
    if (password.length < LEAST_PASSWORD)
      missing.push({ field: 'password-new', message: say('account.password-short', { n: LEAST_PASSWORD }) });
    if (refusals.missing(missing)) return;
    redeem.mutate({ code: code.trim(), password }, { onSuccess: onDone, onError: refusals.refused });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <p>{say('link.password-sentence')}</p>
        <RefusalNotice refusals={refusals} />
        {!carried && <LinkCodeField value={code} onChange={setCode} />}
        <NewPasswordField id="password-new" value={password} onChange={setPassword} />
        <Button type="submit" size="lg" loading={redeem.isPending}>
          {say('link.password-submit')}
        </Button>
      </Stack>
    </form>
  );
}
