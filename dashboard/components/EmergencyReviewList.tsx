import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Emergency } from '../../protocol/api/emergency.ts';
import { useEmergencies, useReviewEmergency } from '../data/emergencies.ts';
import { toReview } from '../data/emergency-review.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { Card } from './Card.tsx';
import styles from './EmergencyReviewList.module.css';
import { emergencyPath } from './emergency-words.ts';
import { ProblemNotice } from './ProblemNotice.tsx';

/** «Cần xem lại sau khẩn cấp»: what sounded without approval is read by somebody else within a day. */
export function EmergencyReviewList() {
  const { say } = useWords();
  const open = toReview(useEmergencies().data?.items ?? []);
  if (open.length === 0) return null;
  return (
    <Card title={say('review.title')}>
      {/* The to-do list leads here. */}
      <span id="review" />
      <ul className={styles.list}>
        {open.map((one) => (
          <Review key={one.id} emergency={one} />
        ))}
      </ul>
    </Card>
  );
}

function Review({ emergency }: { emergency: Emergency }) {
  const { say } = useWords();
  const { account } = useMe();
  const review = useReviewEmergency();
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const own = emergency.byName === account.name;
  const id = `review-${emergency.id}`;
  return (
    <li className={styles.review}>
      <p>
        <Link href={emergencyPath(emergency)}>
          <b>{emergency.title}</b>
        </Link>{' '}
        {say('review.line', {
          at: dateTimeText(emergency.startedAt),
          name: emergency.byName,
          areas: emergency.areaNames.join(', '),
        })}{' '}
        <b>{say('review.due', { at: dateTimeText(emergency.review?.dueAt ?? emergency.startedAt) })}</b>
      </p>
      {own ? (
        <p>{say('review.own')}</p>
      ) : may(account.role, 'review') ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setMissing(note.trim() === '');
            if (note.trim()) review.mutate({ id: emergency.id, note: note.trim() });
          }}
        >
          <label htmlFor={id}>{say('review.note')}</label>
          <textarea
            id={id}
            maxLength={1_000}
            value={note}
            aria-invalid={missing}
            aria-describedby={missing ? `${id}-error` : undefined}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {missing && (
            <p id={`${id}-error`} role="alert" className={styles.error}>
              {say('review.note-missing')}
            </p>
          )}
          <ProblemNotice error={review.error} />
          <Button type="submit" size="md" loading={review.isPending}>
            {say('review.submit')}
          </Button>
        </form>
      ) : (
        <p>{say('review.by-approver')}</p>
      )}
    </li>
  );
}
