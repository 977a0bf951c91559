import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Notice } from '../components/Notice.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viToken } from '../i18n/vi-token.ts';
import { CopyButton } from './CopyButton.tsx';
import styles from './People.module.css';

knowWords(viToken);

/** Shown this once: whoever goes on says that they lie somewhere safe. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { say } = useWords();
  const [kept, setKept] = useState(false);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kept) onKept();
    else setErrors([{ field: 'codes-kept', message: say('recovery.kept-missing') }]);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Notice meaning="partial" title={say('recovery.title')}>
          {say('recovery.sentence')}
        </Notice>
        <div data-print>
          <h2 className={styles.printed}>{say('recovery.printed')}</h2>
          <ol className={styles.codes}>
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ol>
        </div>
        <Group grow>
          <CopyButton text={codes.join('\n')} />
          <Button variant="default" size="lg" onClick={() => window.print()}>
            {say('action.print')}
          </Button>
        </Group>
        <ErrorSummary errors={errors} />
        <Checkbox
          id="codes-kept"
          size="md"
          label={say('recovery.kept')}
          checked={kept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <Button type="submit" size="lg">
          {say('action.continue')}
        </Button>
      </Stack>
    </form>
  );
}
