import { Link, useParams } from 'wouter';
import type { Account } from '../../protocol/api/people.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useAccounts } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dateText } from '../format/date.ts';
import { OWN_ACCOUNT } from '../frame/menu.ts';
import { PEOPLE_PATH } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { AccountActs } from '../people/AccountActs.tsx';
import { AccountChange } from '../people/AccountChange.tsx';
import { AreaNames } from '../people/AreaNames.tsx';
import { tellAccount } from '../people/account-list.ts';
import { useDutiesText } from '../people/duties-text.ts';
import { LinkPanel } from '../people/LinkPanel.tsx';
import { NotFound } from './NotFound.tsx';

/** «Người này được làm gì, và vào bằng cách nào?» */
export function Person() {
  const accounts = useAccounts();
  const { id } = useParams<{ id: string }>();
  return (
    <Answer query={accounts}>
      {({ items }) => {
        const account = items.find((one) => one.id === id);
        return account ? <Known key={account.id} account={account} /> : <NotFound />;
      }}
    </Answer>
  );
}

function Known({ account }: { account: Account }) {
  const { say, format } = useWords();
  const me = useMe().account;
  const now = useServerNow(60_000);
  const duties = useDutiesText();
  const own = account.id === me.id;
  return (
    <Page title={account.name} sentence={account.erased ? say('account.erased-sentence') : duties(account)}>
      <Link href={PEOPLE_PATH}>{say('people.back')}</Link>
      <Card>
        <Facts
          facts={[
            [say('account.state'), <StateTag key="state" told={tellAccount(account, now)} bare />],
            [say('account.username'), account.username],
            [say('account.role'), say(`role.${account.role}`)],
            [say('account.areas'), <AreaNames key="areas" areas={account.areas} />],
            [say('second-factor.title'), say(account.secondFactor ? 'second-factor.on' : 'second-factor.off')],
            [say('account.devices'), format.number(account.devices)],
            ...(account.validUntil ? [[say('account.valid-until'), dateText(account.validUntil)] as const] : []),
          ]}
        />
      </Card>
      {!account.erased && (
        <>
          {own ? (
            <Link href={OWN_ACCOUNT}>{say('account.own-page')}</Link>
          ) : (
            <Card title={say('link.title')}>
              <p style={{ marginBottom: 12 }}>
                {say(account.role === 'hamlet-head' ? 'link.phone-why' : 'link.password-why')}
              </p>
              <LinkPanel account={account} />
            </Card>
          )}
          <AccountChange account={account} own={own} />
          {!own && <AccountActs account={account} />}
        </>
      )}
    </Page>
  );
}
