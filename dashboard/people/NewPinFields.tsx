import type { FormError } from '../components/ErrorSummary.tsx';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { pinFault } from './entries.ts';
import { PinField } from './PinField.tsx';

export interface NewPin {
  readonly pin: string;
  readonly again: string;
}

/** A PIN twice: it is typed hidden. */
export function NewPinFields({ value, onChange }: { value: NewPin; onChange: (pin: NewPin) => void }) {
  const { say } = useWords();
  return (
    <>
      <PinField
        id="pin-new"
        label={say('pin.new')}
        description={say('pin.hint')}
        value={value.pin}
        onChange={(pin) => onChange({ ...value, pin })}
      />
      <PinField
        id="pin-again"
        label={say('pin.again')}
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
      />
    </>
  );
}

export function newPinErrors({ pin, again }: NewPin, say: Say): FormError[] {
  const fault = pinFault(pin, again);
  return fault ? [{ field: fault === 'pin.differs' ? 'pin-again' : 'pin-new', message: say(fault) }] : [];
}
