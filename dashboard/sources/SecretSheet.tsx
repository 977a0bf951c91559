import { Stack } from '@mantine/core';
import { Notice } from '../components/Notice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useWords } from '../i18n/Language.tsx';
import { CopyButton } from '../people/CopyButton.tsx';
import styles from './Sources.module.css';

/** A secret as it is shown this once: whoever keeps the other system copies it now. */
export function SecretSheet({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const { say } = useWords();
  return (
    <Sheet title={say('source.secret-title', { name })} onClose={onClose}>
      <Stack>
        <Notice meaning="partial" role="status">
          {say('source.secret-once')}
        </Notice>
        <code className={styles.secret} data-secret>
          {secret}
        </code>
        <p>{say('source.secret-how')}</p>
        <SheetActions onClose={onClose} over>
          <CopyButton text={secret} />
        </SheetActions>
      </Stack>
    </Sheet>
  );
}
