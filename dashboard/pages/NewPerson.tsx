import { Link } from 'wouter';
import { Card } from '../components/Card.tsx';
import { Page } from '../components/Page.tsx';
import { PEOPLE_PATH } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { AccountForm } from '../people/AccountForm.tsx';

export function NewPerson() {
  const { say } = useWords();
  return (
    <Page title={say('people.add')} sentence={<Link href={PEOPLE_PATH}>{say('people.back')}</Link>}>
      <Card>
        <AccountForm />
      </Card>
    </Page>
  );
}
