import { AppShell } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { AgeChip } from '../components/AgeChip.tsx';
import { StopButton } from '../components/StopButton.tsx';
import { useFeed } from '../data/Gateway.tsx';
import { useOverview } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { BottomBar } from './BottomBar.tsx';
import { ConfirmationBanner } from './ConfirmationBanner.tsx';
import { EmergencyBanner } from './EmergencyBanner.tsx';
import { EmergencyButton } from './EmergencyButton.tsx';
import { usePrefetch } from './emergency-ready.ts';
import styles from './Frame.module.css';
import { Logo } from './Logo.tsx';
import { HOME } from './menu.ts';
import { may } from './permissions.ts';
import { useNarrow, usePhone } from './phone.ts';
import { Rail } from './Rail.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SessionEnding } from './SessionEnding.tsx';
import { StaleBanner } from './StaleBanner.tsx';
import { UserMenu } from './UserMenu.tsx';

/** What stands around every signed-in page: rail or bottom bar, age of the data, STOP, who is signed in, the demo's label. */
export function Frame({ children }: { children: ReactNode }) {
  const { say } = useWords();
  const me = useMe();
  useFeed(me.account.areas.join(' '));
  const phone = usePhone();
  const narrow = useNarrow();
  const raises = may(me.account.role, 'emergency') && me.account.areas.length > 0;
  const stops = may(me.account.role, 'stop');
  usePrefetch({ stops, raises, inspects: may(me.account.role, 'inspect'), repairs: may(me.account.role, 'repair') });
  const areaName = useOverview().data?.name;
  return (
    <>
      <a className="skip-link" href="#content">
        {say('frame.skip')}
      </a>
      <AppShell
        header={{ height: (phone ? 64 : 76) + (me.demo ? 28 : 0) }}
        navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: true } }}
        footer={{ height: phone ? (stops ? 128 : 64) : 0 }}
        padding={phone ? 'sm' : 'lg'}
      >
        <AppShell.Header>
          {me.demo && <p className={styles.demo}>{say('frame.demo', { label: me.demo.label })}</p>}
          <div className={styles.header} data-raises={raises || undefined}>
            <Link href={HOME[me.account.role]} className={styles.brand}>
              <Logo size={28} />
              <span>{'LoaXã'}</span>
            </Link>
            <span className={styles.area}>{areaName}</span>
            {!phone && <SearchBox />}
            <AgeChip short={narrow} />
            {!phone && <StopButton />}
            {!phone && <UserMenu />}
            {raises && <EmergencyButton />}
          </div>
        </AppShell.Header>
        {!phone && (
          <AppShell.Navbar>
            <Rail />
          </AppShell.Navbar>
        )}
        <AppShell.Main id="content">
          <EmergencyBanner />
          <StaleBanner />
          <SessionEnding />
          <ConfirmationBanner />
          {children}
        </AppShell.Main>
        {phone && (
          <AppShell.Footer>
            {stops && (
              <div className={styles.strip}>
                <StopButton wide />
              </div>
            )}
            <BottomBar />
          </AppShell.Footer>
        )}
      </AppShell>
    </>
  );
}
