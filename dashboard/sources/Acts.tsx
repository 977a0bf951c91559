import type { Source } from '../../protocol/api/sources.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useEndSource, useNewSecret } from './ask.ts';
import { SecretSheet } from './SecretSheet.tsx';

interface Props {
  one: Source;
  onClose: () => void;
}

/** The former secret ends at once: said before, and the new one shown once. */
export function NewSecretSheet({ one, onClose }: Props) {
  const { say } = useWords();
  const renew = useNewSecret(one.id);
  if (renew.data) return <SecretSheet name={one.name} secret={renew.data.secret} onClose={onClose} />;
  return (
    <ConfirmSheet
      title={say('source.renew-title', { name: one.name })}
      submit={say('source.renew')}
      act={renew}
      onSubmit={() => renew.mutate(undefined)}
      onClose={onClose}
    >
      <p>{say('source.renew-what')}</p>
    </ConfirmSheet>
  );
}

/** It may speak no more and is reported to no more; what it did stays in the log. */
export function EndSheet({ one, onClose }: Props) {
  const { say, format } = useWords();
  const end = useEndSource(one.id);
  return (
    <ConfirmSheet
      title={say('source.end-title', { name: one.name })}
      submit={say('source.end')}
      act={end}
      onSubmit={() => end.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{say('source.end-what')}</p>
      {one.waiting > 0 && <p>{say('source.end-waiting', { n: format.number(one.waiting) })}</p>}
    </ConfirmSheet>
  );
}
