import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { Page } from '../components/Page.tsx';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useShiftText } from '../frame/shift.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viNotify } from '../i18n/vi-notify.ts';
import { PeopleCard } from '../notify/PeopleCard.tsx';
import { AreaNames } from '../people/AreaNames.tsx';
import { useDutiesText } from '../people/duties-text.ts';
import { OwnDevices } from '../people/OwnDevices.tsx';
import { OwnPassword } from '../people/OwnPassword.tsx';
import { OwnSecondFactor } from '../people/OwnSecondFactor.tsx';
import { OwnSessions } from '../people/OwnSessions.tsx';
import { OwnTokens } from '../people/OwnTokens.tsx';

knowWords(viNotify);

/** «Ai dùng được tài khoản của tôi, bằng cách nào?» */
export function OwnAccount() {
  const { say } = useWords();
  const { account, validUntil } = useMe();
  const duties = useDutiesText();
  const shift = useShiftText();
  return (
    <Page title={say('own.title')} sentence={duties(account)}>
      <Card>
        <Facts
          facts={[
            [say('account.name'), account.name],
            [say('account.username'), account.username],
            [say('account.role'), say(`role.${account.role}`)],
            [say('account.areas'), <AreaNames key="areas" areas={account.areas} />],
            ...(shift ? [[say('own.shift'), shift] as const] : []),
            ...(validUntil ? [[say('account.valid-until'), dateTimeText(validUntil)] as const] : []),
          ]}
        />
      </Card>
      {account.role !== 'hamlet-head' && <OwnPassword />}
      {account.role !== 'hamlet-head' && <OwnSecondFactor />}
      {may(account.role, 'read-devices') && <PeopleCard own />}
      <OwnDevices />
      <OwnSessions />
      <OwnTokens />
    </Page>
  );
}
