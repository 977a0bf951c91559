import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { useMe } from '../data/session.ts';
import styles from '../field/Field.module.css';
import { forgetDraft, forgetWaiting, keptDraft, onKept } from '../field/kept.ts';
import { dateTimeText } from '../format/date.ts';
import { NEW_INSPECTION_PATH } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import type { InspectionDraft } from './draft.ts';

/** The record under way on this phone; undefined while it is not known, null for none. */
export function useKeptDraft(): InspectionDraft | null | undefined {
  const account = useMe().account.id;
  const [draft, setDraft] = useState<InspectionDraft | null>();
  useEffect(() => {
    const look = () =>
      void keptDraft<InspectionDraft>(account).then(
        (found) => setDraft(found ?? null),
        () => setDraft(null),
      );
    look();
    return onKept(look);
  }, [account]);
  return draft;
}

/** What was begun and not saved: it is gone on with, or thrown away. */
export function DraftCard({ draft }: { draft: InspectionDraft }) {
  const { say } = useWords();
  const account = useMe().account.id;
  const [dropping, setDropping] = useState(false);
  const drop = async () => {
    await forgetWaiting(draft.id);
    await forgetDraft(account);
    setDropping(false);
  };
  return (
    <Card title={say('inspection.draft')}>
      <p>
        {say('inspection.draft-sentence', {
          name: draft.communeName || '–',
          n: draft.lines.length,
          when: dateTimeText(draft.at),
        })}
      </p>
      <div className={styles.acts} style={{ marginTop: 12 }}>
        <Button size="lg" component={Link} href={`${NEW_INSPECTION_PATH}?buoc=places`}>
          {say('inspection.draft-on')}
        </Button>
        <Button size="lg" variant="default" onClick={() => setDropping(true)}>
          {say('inspection.drop')}
        </Button>
      </div>
      {dropping && (
        <ConfirmSheet
          title={say('inspection.drop-title')}
          submit={say('inspection.drop')}
          act={{ isPending: false, error: undefined }}
          onSubmit={() => void drop()}
          onClose={() => setDropping(false)}
        >
          <p>{say('inspection.drop-sentence', { name: draft.communeName || '–' })}</p>
        </ConfirmSheet>
      )}
    </Card>
  );
}
