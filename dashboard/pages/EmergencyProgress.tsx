import { useParams } from 'wouter';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { EmergencyControls } from '../components/EmergencyControls.tsx';
import { EmergencyResult } from '../components/EmergencyResult.tsx';
import { stateWord } from '../components/emergency-words.ts';
import { Facts } from '../components/Facts.tsx';
import { Page } from '../components/Page.tsx';
import { sounds, useEmergency } from '../data/emergencies.ts';
import { useMe } from '../data/session.ts';
import { clockText, dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';

/** One emergency or drill while it sounds and afterwards: who has not confirmed stands first. */
export function EmergencyProgress() {
  const { say } = useWords();
  const { id = '' } = useParams();
  const { role } = useMe().account;
  const emergency = useEmergency(id);
  const data = emergency.data;
  // Messages prepared for drills are mostly called so already.
  const calledDrill = data?.status === 'exercise' && data.title.startsWith(say('drill.title'));
  const title =
    data &&
    (calledDrill ? data.title : say(data.status === 'actual' ? 'emergency.one' : 'drill.one', { title: data.title }));
  return (
    <Page
      title={title ?? say('emergency.heading')}
      sentence={
        data &&
        say(stateWord(data), { by: data.endedByName ?? data.byName, at: dateTimeText(data.endedAt ?? data.expiresAt) })
      }
    >
      <Answer query={emergency} rows={10}>
        {(shown) => (
          <>
            {sounds(shown) && may(role, 'emergency') && <EmergencyControls emergency={shown} />}
            <EmergencyResult emergency={shown} />
            <Card title={say('emergency.facts')}>
              <Facts
                facts={[
                  [say('emergency.fact.areas'), shown.areaNames.join(', ')],
                  [
                    say('emergency.fact.started'),
                    `${clockText(shown.startedAt)}, ${dateTimeText(shown.startedAt).slice(7)}`,
                  ],
                  [say('emergency.fact.by'), shown.byName],
                  [say('emergency.ordered-by-short'), shown.orderedBy],
                  [say('emergency.fact.text'), shown.text],
                  ...(shown.review
                    ? [
                        [
                          say('emergency.fact.review'),
                          shown.review.at === undefined
                            ? say('review.due', { at: dateTimeText(shown.review.dueAt) })
                            : say('review.done', {
                                name: shown.review.byName ?? '',
                                at: dateTimeText(shown.review.at),
                                note: shown.review.note ?? '',
                              }),
                        ] as const,
                      ]
                    : []),
                ]}
              />
            </Card>
          </>
        )}
      </Answer>
    </Page>
  );
}
