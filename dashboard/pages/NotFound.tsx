import { Link } from 'wouter';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';
import { useWords } from '../i18n/Language.tsx';

export function NotFound() {
  const { say } = useWords();
  return (
    <Page title={say('not-found.title')}>
      <Card>
        <Empty sentence={say('not-found.sentence')}>
          <Link href="/">{say('action.home')}</Link>
        </Empty>
      </Card>
    </Page>
  );
}
