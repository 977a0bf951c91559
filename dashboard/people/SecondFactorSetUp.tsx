import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import { Answer } from '../components/Answer.tsx';
import { QrPicture } from '../components/QrPicture.tsx';
import { useConfirmSecret, useNewSecret } from '../data/own-account.ts';
import { useAskMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { CodeField } from './CodeField.tsx';
import { inGroups, isCode } from './entries.ts';
import styles from './People.module.css';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';
import { TrustDeviceForm } from './TrustDeviceForm.tsx';

interface Props {
  /** The role may not go on without it. */
  required?: boolean;
  onDone: (me: Me) => void;
}

/** Authenticator, then the paper codes, then the offer to trust this machine. */
export function SecondFactorSetUp({ required = false, onDone }: Props) {
  const { say } = useWords();
  const secret = useNewSecret();
  const confirm = useConfirmSecret();
  const ask = useAskMe();
  const refusals = useRefusals('code');
  const [code, setCode] = useState('');
  const [kept, setKept] = useState<Me | undefined>();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusals.missing(isCode(code, false) ? [] : [{ field: 'code', message: say('second-factor.code-missing') }]))
      return;
    confirm.mutate(code, { onError: refusals.refused });
  };
  const cross = async () => {
    const me = await ask();
    if (me.device) onDone(me);
    else setKept(me);
  };

  if (kept) return <TrustDeviceForm onDone={async () => onDone(await ask())} onSkip={() => onDone(kept)} />;
  if (confirm.data) return <RecoveryCodes codes={confirm.data.codes} onKept={cross} />;
  return (
    <Answer query={secret} rows={8}>
      {(fresh) => (
        <form onSubmit={submit} noValidate>
          <Stack>
            {required && <p>{say('second-factor.required')}</p>}
            <p>{say('second-factor.scan')}</p>
            <QrPicture width={208} text={fresh.uri} label={say('second-factor.picture')} />
            <a href={fresh.uri}>{say('second-factor.open-here')}</a>
            <p>
              {say('second-factor.by-hand')}
              <br />
              <code className={styles.secret}>{inGroups(fresh.secret)}</code>
            </p>
            <RefusalNotice refusals={refusals} />
            <CodeField id="code" value={code} onChange={setCode} />
            <Button type="submit" size="lg" loading={confirm.isPending}>
              {say('second-factor.confirm')}
            </Button>
          </Stack>
        </form>
      )}
    </Answer>
  );
}
