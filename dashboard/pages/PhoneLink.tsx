import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { usePhoneLink } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { Arrival } from '../people/Arrival.tsx';
import { machineWord } from '../people/entries.ts';
import { LEAST_LINK_CODE, LinkCodeField } from '../people/LinkCodeField.tsx';
import { useLinkCode } from '../people/link-code.ts';
import { NewPinFields, newPinErrors } from '../people/NewPinFields.tsx';
import { RefusalNotice } from '../people/RefusalNotice.tsx';
import { useRefusals } from '../people/refusals.ts';

/** A hamlet head has no password: the card from the office links the phone once, then the PIN opens it. */
export function PhoneLink() {
  const { say } = useWords();
  return <Arrival title={say('link.phone-title')} next="/" form={(onDone) => <Form onDone={onDone} />} />;
}

function Form({ onDone }: { onDone: (me: Me) => void }) {
  const { say } = useWords();
  const carried = useLinkCode();
  const redeem = usePhoneLink();
  const refusals = useRefusals('pin-new');
  const [code, setCode] = useState(carried ?? '');
  const [name, setName] = useState(() => say(machineWord(navigator.userAgent)));
  const [pin, setPin] = useState({ pin: '', again: '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = [];
    if (code.trim().length < LEAST_LINK_CODE) missing.push({ field: 'link-code', message: say('link.code-missing') });
    if (!name.trim()) missing.push({ field: 'device-name', message: say('trusted.name-missing') });
    if (refusals.missing([...missing, ...newPinErrors(pin, say)])) return;
    redeem.mutate(
      { code: code.trim(), pin: pin.pin, deviceName: name.trim().normalize('NFC') },
      { onSuccess: onDone, onError: refusals.refused },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <p>{say('link.phone-sentence')}</p>
        <RefusalNotice refusals={refusals} />
        {!carried && <LinkCodeField value={code} onChange={setCode} />}
        <TextInput
          id="device-name"
          size="md"
          label={say('trusted.name')}
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NewPinFields value={pin} onChange={setPin} />
        <Button type="submit" size="lg" loading={redeem.isPending}>
          {say('link.phone-submit')}
        </Button>
      </Stack>
    </form>
  );
}
