import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { useWords } from '../i18n/Language.tsx';

/** Nothing can be shown to an account that belongs nowhere; only an administrator can mend it. */
export function NoArea() {
  const { say } = useWords();
  return (
    <Page title={say('no-area.title')}>
      <Card>
        <Empty sentence={say('no-area.sentence')} />
      </Card>
    </Page>
  );
}
