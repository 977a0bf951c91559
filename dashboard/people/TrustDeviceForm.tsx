import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { FormError } from '../components/ErrorSummary.tsx';
import { useTrustDevice } from '../data/own-account.ts';
import { useWords } from '../i18n/Language.tsx';
import { machineWord } from './entries.ts';
import { NewPinFields, newPinErrors } from './NewPinFields.tsx';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';

/** Makes this machine one that a PIN unlocks for a shift. */
export function TrustDeviceForm({ onDone, onSkip }: { onDone: () => void; onSkip?: () => void }) {
  const { say } = useWords();
  const trust = useTrustDevice();
  const refusals = useRefusals('pin-new');
  const [name, setName] = useState(() => say(machineWord(navigator.userAgent)));
  const [pin, setPin] = useState({ pin: '', again: '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = name.trim() ? [] : [{ field: 'device-name', message: say('trusted.name-missing') }];
    if (refusals.missing([...missing, ...newPinErrors(pin, say)])) return;
    trust.mutate(
      { name: name.trim().normalize('NFC'), pin: pin.pin },
      { onSuccess: onDone, onError: refusals.refused },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={480}>
        <h3>{say('trusted.heading')}</h3>
        <p>{say('trusted.sentence')}</p>
        <RefusalNotice refusals={refusals} />
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
        <Button type="submit" size="lg" loading={trust.isPending}>
          {say('trusted.submit')}
        </Button>
        {onSkip && (
          <Button variant="default" size="lg" onClick={onSkip}>
            {say('trusted.skip')}
          </Button>
        )}
      </Stack>
    </form>
  );
}
