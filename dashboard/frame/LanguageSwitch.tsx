import { Button } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';

const NAMES = { vi: 'Tiếng Việt', en: 'English' } as const;

/** Each language is named in itself, so that nobody is locked out of the own one. */
export function LanguageSwitch() {
  const { language, setLanguage } = useWords();
  return (
    <fieldset style={{ border: 'none', padding: 0, margin: 0 }}>
      <legend style={{ padding: 0, marginBottom: 6 }}>{'Ngôn ngữ / Language'}</legend>
      <div className={styles.choices}>
        {(['vi', 'en'] as const).map((one) => (
          <Button
            key={one}
            lang={one}
            size="md"
            px="sm"
            variant={one === language ? 'filled' : 'default'}
            aria-pressed={one === language}
            onClick={() => setLanguage(one)}
          >
            {NAMES[one]}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}
