import { Button } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  /** What the row is called, for who cannot see it. */
  name: string;
  paused: boolean;
  busy: boolean;
  onChange: () => void;
  onPause: () => void;
  onRemove: () => void;
}

/** Change, pause, remove: what can be done with a channel as with somebody who is told. */
export function RowActs({ name, paused, busy, onChange, onPause, onRemove }: Props) {
  const { say } = useWords();
  return (
    <>
      <Button variant="default" size="md" onClick={onChange}>
        <Labelled text={say('notify.change')} name={name} />
      </Button>
      <Button variant="default" size="md" loading={busy} onClick={onPause}>
        <Labelled text={say(paused ? 'notify.resume' : 'notify.pause')} name={name} />
      </Button>
      <Button variant="default" size="md" onClick={onRemove}>
        <Labelled text={say('notify.remove')} name={name} />
      </Button>
    </>
  );
}

export function Labelled({ text, name }: { text: string; name: string }) {
  return (
    <>
      {text}
      <span className="visually-hidden">{`: ${name}`}</span>
    </>
  );
}
