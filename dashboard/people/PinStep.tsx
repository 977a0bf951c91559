import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { KnownDevice, Me } from '../../protocol/api/people.ts';
import { usePinSignIn } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { isPin } from './entries.ts';
import { PinField } from './PinField.tsx';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';

interface Props {
  device: NonNullable<KnownDevice['device']>;
  onDone: (me: Me) => void;
  onPassword: () => void;
}

/** On a trusted machine the PIN is enough: the machine is the other half. */
export function PinStep({ device, onDone, onPassword }: Props) {
  const { say } = useWords();
  const signIn = usePinSignIn();
  const refusals = useRefusals('pin');
  const [pin, setPin] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusals.missing(isPin(pin) ? [] : [{ field: 'pin', message: say('pin.short') }])) return;
    signIn.mutate(
      { pin },
      {
        onSuccess: onDone,
        onError: (error) => {
          setPin('');
          refusals.refused(error);
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <p>
          <b>{device.accountName}</b>
          <br />
          {say('pin.machine', { name: device.name })}
        </p>
        <RefusalNotice refusals={refusals} />
        <PinField id="pin" label={say('pin.label')} value={pin} onChange={setPin} />
        <Button type="submit" size="lg" loading={signIn.isPending}>
          {say('sign-in.submit')}
        </Button>
        <Button variant="default" size="lg" onClick={onPassword}>
          {say('sign-in.use-password')}
        </Button>
      </Stack>
    </form>
  );
}
