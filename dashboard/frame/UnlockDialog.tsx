import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useGateway } from '../data/Gateway.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { useMe, useSignOut, useUnlock } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { CodeField } from '../people/CodeField.tsx';
import { isCode, isPin } from '../people/entries.ts';
import { PinField } from '../people/PinField.tsx';
import { RefusalNotice } from '../people/RefusalNotice.tsx';
import { useRefusals } from '../people/refusals.ts';

/** A fresh proof of who sits here, once for a shift; what was asked goes on by itself after it. */
export function UnlockDialog() {
  const { say } = useWords();
  const me = useMe();
  const { unlocking } = useGateway();
  const [byPin, setByPin] = useState(me.device !== undefined);
  const leave = () => unlocking.over(false);
  const proof = byPin ? 'pin' : me.secondFactor ? 'code' : undefined;
  return (
    <Sheet title={say('unlock.title')} onClose={leave} alone>
      <Stack>
        <p>{say('unlock.sentence')}</p>
        {proof ? (
          <ProofForm key={proof} proof={proof} onForgotten={() => setByPin(false)} onLeave={leave} />
        ) : (
          <NoProof onLeave={leave} />
        )}
        {byPin && me.secondFactor && (
          <Button variant="subtle" size="lg" onClick={() => setByPin(false)}>
            {say('unlock.use-code')}
          </Button>
        )}
      </Stack>
    </Sheet>
  );
}

interface ProofProps {
  proof: 'pin' | 'code';
  /** The gateway no longer knows this machine. */
  onForgotten: () => void;
  onLeave: () => void;
}

function ProofForm({ proof, onForgotten, onLeave }: ProofProps) {
  const { say } = useWords();
  const { unlocking } = useGateway();
  const unlock = useUnlock();
  const refusals = useRefusals('unlock');
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const whole = proof === 'pin' ? isPin(text) : isCode(text, false);
    const word = say(proof === 'pin' ? 'pin.short' : 'second-factor.code-missing');
    if (refusals.missing(whole ? [] : [{ field: 'unlock', message: word }])) return;
    unlock.mutate(proof === 'pin' ? { pin: text } : { code: text }, {
      onSuccess: () => unlocking.over(true),
      onError: (error) => {
        setText('');
        refusals.refused(error);
        if (error instanceof RefusedError && error.problem.code === 'unknown-device') onForgotten();
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <RefusalNotice refusals={refusals} />
        {proof === 'pin' ? (
          <PinField id="unlock" label={say('pin.label')} value={text} onChange={setText} />
        ) : (
          <CodeField id="unlock" value={text} onChange={setText} />
        )}
        <SheetActions onClose={onLeave}>
          <Button type="submit" size="lg" loading={unlock.isPending}>
            {say('unlock.submit')}
          </Button>
        </SheetActions>
      </Stack>
    </form>
  );
}

/** Neither PIN nor authenticator: only a new sign-in proves it. */
function NoProof({ onLeave }: { onLeave: () => void }) {
  const { say } = useWords();
  const { unlocking } = useGateway();
  const signOut = useSignOut();
  return (
    <>
      <p>{say('unlock.no-proof')}</p>
      <SheetActions onClose={onLeave}>
        <Button
          size="lg"
          loading={signOut.isPending}
          onClick={() => signOut.mutate(undefined, { onSettled: () => unlocking.over(false) })}
        >
          {say('session.sign-out')}
        </Button>
      </SheetActions>
    </>
  );
}
