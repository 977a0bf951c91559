import { Link } from 'wouter';
import { Card } from '../components/Card.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viFirmware } from '../i18n/vi-firmware.ts';

knowWords(viFirmware);

/** From the settings to the firmware of the loudspeakers. */
export function FirmwareLink() {
  const { say } = useWords();
  return (
    <Card title={say('firmware.title')}>
      <p>{say('firmware.settings-what')}</p>
      <p>
        <Link href="/quan-tri/phan-mem">{say('firmware.settings-go')}</Link>
      </p>
    </Card>
  );
}
