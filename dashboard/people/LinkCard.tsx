import { Button } from '@mantine/core';
import type { Account, AccountLink } from '../../protocol/api/people.ts';
import { QrPicture } from '../components/QrPicture.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { CopyButton } from './CopyButton.tsx';
import styles from './People.module.css';

const PAGES = { password: '/lien-ket', phone: '/lien-ket-dien-thoai' } as const;

/** To be handed over in person: on the screen, or printed as a card for a hamlet head. */
export function LinkCard({ account, link }: { account: Pick<Account, 'name' | 'username'>; link: AccountLink }) {
  const { say } = useWords();
  const address = `${window.location.origin}${PAGES[link.kind]}#ma=${link.code}`;
  return (
    <>
      <div className={styles.link} data-print>
        <QrPicture width={208} text={address} label={say('link.picture', { name: account.name })} />
        <div>
          <p>
            <b>{account.name}</b>
            {link.kind === 'password' && (
              <>
                <br />
                {say('link.username', { username: account.username })}
              </>
            )}
          </p>
          <ol>
            <li>{say(link.kind === 'phone' ? 'link.card-scan' : 'link.card-open')}</li>
            <li>{say(link.kind === 'phone' ? 'link.card-pin' : 'link.card-password')}</li>
            <li>{say('link.card-destroy')}</li>
          </ol>
          <p className={styles.address}>{address}</p>
          <p>{say('link.until', { at: dateTimeText(link.expiresAt) })}</p>
        </div>
      </div>
      <div className={styles.actions}>
        <CopyButton text={address} />
        <Button variant="default" size="lg" onClick={() => window.print()}>
          {say(link.kind === 'phone' ? 'link.print-card' : 'action.print')}
        </Button>
      </div>
    </>
  );
}
