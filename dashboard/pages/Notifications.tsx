import { Page } from '../components/Page.tsx';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viNotify } from '../i18n/vi-notify.ts';
import { useChannels, useSubscriptions } from '../notify/ask.ts';
import { ChannelsCard } from '../notify/ChannelsCard.tsx';
import { LogCard } from '../notify/LogCard.tsx';
import { PeopleCard } from '../notify/PeopleCard.tsx';
import { SystemTabs } from '../notify/SystemTabs.tsx';

knowWords(viNotify);

/** «Khi có sự cố, ai được báo, bằng cách nào, và tin có tới không?» */
export function Notifications() {
  const { say } = useWords();
  return (
    <Page title={say('notify.title')} sentence={<Sentence />}>
      <SystemTabs />
      <ChannelsCard />
      <PeopleCard />
      <LogCard />
    </Page>
  );
}

function Sentence() {
  const { say } = useWords();
  const channels = useChannels().data?.items;
  const people = useSubscriptions().data?.items;
  if (!channels || !people) return null;
  if (channels.length === 0) return say('notify.sentence-none');
  const failing = channels.filter(({ failingSince, paused }) => failingSince !== undefined && !paused).length;
  return failing > 0
    ? say('notify.sentence-failing', { failing, channels: channels.length })
    : say('notify.sentence', { channels: channels.length, people: people.length });
}
