import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { EmergencyContact } from '../../protocol/api/emergency.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { useContactsOf, useSetContacts } from './ask.ts';
import { ContactSheet } from './ContactSheet.tsx';
import { listOf, moved, without } from './contact-list.ts';
import { WhoChanges } from './WhoChanges.tsx';

const CHANGERS = ['administrator'] as const;
type Open = { do: 'add'; area: string } | { do: 'change' | 'remove'; one: EmergencyContact };

/** Whom to call where the network is not there: the commune's own first, those above it behind. */
export function ContactsCard({ area, above }: { area: string; above: { id: string; name: string } | undefined }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const contacts = useContactsOf(area);
  const set = useSetContacts();
  const [open, setOpen] = useState<Open | undefined>();
  const mayChange = role === 'administrator';
  const close = () => {
    set.reset();
    setOpen(undefined);
  };
  return (
    <Card title={say('settings.contacts')}>
      <p>{say('settings.contacts-what')}</p>
      <Answer query={contacts} rows={3}>
        {({ items }) => (
          <>
            {items.length === 0 && <p>{say('contacts.none')}</p>}
            <ul className={styles.rows} data-contacts>
              {items.map((one) => (
                <li key={`${one.area} ${one.telephone} ${one.name}`}>
                  <span>
                    <b className="numeric">{one.telephone}</b> {one.name}
                    {one.role && `, ${one.role}`}
                    {one.area !== area && above && (
                      <span className={styles.soft}> {say('settings.contacts-above', { name: above.name })}</span>
                    )}
                  </span>
                  {mayChange && (
                    <Group gap={6}>
                      {listOf(items, one.area).indexOf(one) > 0 && (
                        <Button
                          variant="default"
                          size="md"
                          aria-label={say('plan.up', { title: one.name })}
                          onClick={() => one.area && set.mutate({ area: one.area, items: moved(items, one) })}
                        >
                          {'↑'}
                        </Button>
                      )}
                      {(['change', 'remove'] as const).map((act) => (
                        <Button key={act} variant="default" size="md" onClick={() => setOpen({ do: act, one })}>
                          {say(`settings.${act}`)}
                          <span className="visually-hidden">{`: ${one.name}`}</span>
                        </Button>
                      ))}
                    </Group>
                  )}
                </li>
              ))}
            </ul>
            {mayChange && (
              <Group gap={8}>
                <Button size="md" variant="default" onClick={() => setOpen({ do: 'add', area })}>
                  {say('settings.contact-add')}
                </Button>
                {above && (
                  <Button size="md" variant="default" onClick={() => setOpen({ do: 'add', area: above.id })}>
                    {say('settings.contact-add-above', { name: above.name })}
                  </Button>
                )}
              </Group>
            )}
            {!open && <ProblemNotice error={set.error} />}
            {open?.do === 'remove' ? (
              <ConfirmSheet
                title={say('settings.contact-remove', { name: open.one.name })}
                submit={say('settings.remove')}
                act={set}
                onClose={close}
                onSubmit={() =>
                  open.one.area &&
                  set.mutate({ area: open.one.area, items: without(items, open.one) }, { onSuccess: close })
                }
              >
                <p>{say('settings.contact-remove-what')}</p>
              </ConfirmSheet>
            ) : (
              open && (
                <ContactSheet
                  items={items}
                  area={open.do === 'add' ? open.area : (open.one.area ?? area)}
                  one={open.do === 'add' ? undefined : open.one}
                  onClose={close}
                />
              )
            )}
          </>
        )}
      </Answer>
      <WhoChanges roles={CHANGERS} />
    </Card>
  );
}
