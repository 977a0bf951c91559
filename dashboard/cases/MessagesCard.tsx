import type { Notification } from '../../protocol/api/notify.ts';
import type { MessageState } from '../../protocol/notify.ts';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import type { Meaning } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { dateTimeText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viNotify } from '../i18n/vi-notify.ts';
import { useMessagesOf } from './ask.ts';

knowWords(viNotify);

const MEANING: Readonly<Record<MessageState, Meaning>> = {
  ...{ held: 'planned', waiting: 'partial', sent: 'good', merged: 'excused', failed: 'bad' },
};

/** Who was told of it, how, and whether it arrived. */
export function MessagesCard({ id }: { id: string }) {
  const { say, format } = useWords();
  return (
    <Card title={say('case.messages')}>
      <KeptAnswer asked={useMessagesOf(id)}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty sentence={say('case.messages-none')} />
          ) : (
            <>
              <DataTable
                caption={say('case.messages')}
                rows={items}
                keyOf={(row: Notification) => row.id}
                columns={[
                  { title: say('case.message-what'), cell: ({ step }) => say(`case.message-step.${step}`) },
                  { title: say('case.message-to'), cell: ({ to, toName }) => [toName, to].filter(Boolean).join(' · ') },
                  { title: say('case.message-way'), cell: ({ channelName }) => channelName },
                  {
                    title: say('fault.state'),
                    cell: ({ state }) => (
                      <StateTag told={{ meaning: MEANING[state], word: `notify.message.${state}` }} />
                    ),
                  },
                  {
                    title: say('case.message-at'),
                    cell: ({ sentAt, createdAt }) => dateTimeText(sentAt ?? createdAt),
                  },
                ]}
              />
              {total > items.length && <p>{say('case.messages-more', { n: format.number(total - items.length) })}</p>}
            </>
          )
        }
      </KeptAnswer>
    </Card>
  );
}
