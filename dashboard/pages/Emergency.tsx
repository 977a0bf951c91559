import { useState } from 'react';
import { EmergencyForm } from '../components/EmergencyForm.tsx';
import type { Message } from '../components/emergency-choice.ts';
import { Page } from '../components/Page.tsx';
import { useWords } from '../i18n/Language.tsx';

/** «Bấm gì để cả xã nghe cảnh báo ngay?» The real thing: a drill has a page of its own. */
export function Emergency() {
  const { say } = useWords();
  const [message, setMessage] = useState<Message | undefined>();
  return (
    <Page title={say('emergency.title')}>
      <EmergencyForm status="actual" message={message} onMessage={setMessage} />
    </Page>
  );
}
