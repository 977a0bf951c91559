import { Link } from 'wouter';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { useWords } from '../i18n/Language.tsx';

export function Forbidden() {
  const { say } = useWords();
  return (
    <Page title={say('forbidden.title')}>
      <Card>
        <Empty sentence={say('forbidden.sentence')}>
          <Link href="/">{say('action.home')}</Link>
        </Empty>
      </Card>
    </Page>
  );
}
