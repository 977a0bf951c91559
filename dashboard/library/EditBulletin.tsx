import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { Card } from '../components/Card.tsx';
import { Notice } from '../components/Notice.tsx';
import { UploadPanel } from '../components/UploadPanel.tsx';
import { useChangeBulletin } from '../data/bulletins.ts';
import { useWords } from '../i18n/Language.tsx';
import { EditRelay } from '../relays/EditRelay.tsx';
import { BulletinFields } from './BulletinFields.tsx';
import { formOf } from './bulletin-form.ts';
import styles from './Library.module.css';
import { UsedFirst } from './UsedFirst.tsx';

/** Changes a bulletin; what was approved waits for approval again, and the page says so before. */
export function EditBulletin({ bulletin, onClose }: { bulletin: Bulletin; onClose: () => void }) {
  const { say } = useWords();
  const change = useChangeBulletin(bulletin.id);
  // What is being changed is what was opened: news from elsewhere does not move the form under the hands.
  const [opened] = useState(bulletin);
  const [recording, setRecording] = useState(bulletin.recording);
  const [otherSound, setOtherSound] = useState(false);
  const moved = bulletin.contentHash !== opened.contentHash;
  return (
    <div className={styles.column}>
      {bulletin.state === 'approved' && (
        <Notice meaning="partial" title={say('bulletin.edit-voids')}>
          <UsedFirst bulletin={bulletin.id} />
        </Notice>
      )}
      {moved && (
        <Notice meaning="bad" role="alert">
          {say('bulletin.edit-moved')}
        </Notice>
      )}
      <Card
        title={say('bulletin.edit')}
        aside={
          <Button variant="default" size="md" h={44} onClick={onClose}>
            {say('bulletin.edit-leave')}
          </Button>
        }
      >
        {opened.relay ? (
          <div className={styles.column}>
            <EditRelay bulletin={opened} onSaved={onClose} />
          </div>
        ) : (
          <div className={styles.column}>
            {otherSound ? (
              <UploadPanel onUploaded={(made) => setRecording(made.sha256)} />
            ) : (
              <div>
                <Button variant="default" size="md" h={44} onClick={() => setOtherSound(true)}>
                  {say('bulletin.other-sound')}
                </Button>
              </div>
            )}
            <BulletinFields
              initial={formOf(opened)}
              ready
              save={change}
              onSave={(said, draft) => change.mutate({ ...said, recording, draft }, { onSuccess: onClose })}
            />
          </div>
        )}
      </Card>
    </div>
  );
}
