import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { EmergencyStatus, EmergencyTemplate } from '../../protocol/api/emergency.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { ListenHere } from '../components/ListenHere.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { useRemoveTemplate, useTemplatesOf } from './ask.ts';
import { TemplateSheet } from './TemplateSheet.tsx';
import { WhoChanges } from './WhoChanges.tsx';

const CHANGERS = ['operator', 'approver', 'administrator'] as const;
type Place = { readonly id: string; readonly name: string };
type Open = { do: 'add' } | { do: 'change' | 'remove'; one: EmergencyTemplate };

interface Props {
  status: EmergencyStatus;
  area: Place;
  /** Where this person may put one; those of other places are only read. */
  own: readonly Place[];
}

/** Prepared messages, of emergencies or of drills: never both in one list, so that neither is taken for the other. */
export function TemplatesCard({ status, area, own }: Props) {
  const { say, format } = useWords();
  const templates = useTemplatesOf(area.id);
  const remove = useRemoveTemplate();
  const [open, setOpen] = useState<Open | undefined>();
  const close = () => {
    remove.reset();
    setOpen(undefined);
  };
  return (
    <Card title={say(`settings.templates-${status}`)}>
      <p>{say(`settings.templates-${status}-what`)}</p>
      <Answer query={templates} rows={4}>
        {({ items }) => (
          <ul className={styles.rows} data-templates={status}>
            {items
              .filter((one) => one.status === status)
              .map((one) => (
                <li key={one.id}>
                  <div>
                    <b>{one.title}</b>
                    <br />
                    {one.text}
                    <br />
                    <span className={styles.soft}>
                      {say(`emergency.event.${one.event}`)} · {format.length(one.durationMs)} ·{' '}
                      {own.find((place) => place.id === one.area)?.name ?? say('settings.template-above')}
                      {one.shipped && ` · ${say('settings.template-shipped')}`}
                    </span>
                  </div>
                  <Group gap={6}>
                    <ListenHere recording={one.recording} />
                    {own.some((place) => place.id === one.area) &&
                      (['change', 'remove'] as const).map((act) => (
                        <Button key={act} variant="default" size="md" onClick={() => setOpen({ do: act, one })}>
                          {say(`settings.${act}`)}
                          <span className="visually-hidden">{`: ${one.title}`}</span>
                        </Button>
                      ))}
                  </Group>
                </li>
              ))}
          </ul>
        )}
      </Answer>
      <div>
        <Button size="md" variant="default" onClick={() => setOpen({ do: 'add' })}>
          {say(`settings.template-add-${status}`)}
        </Button>
      </div>
      <WhoChanges roles={CHANGERS} />
      {open?.do === 'remove' ? (
        <ConfirmSheet
          title={say('settings.template-remove', { title: open.one.title })}
          submit={say('settings.remove')}
          act={remove}
          onClose={close}
          onSubmit={() => remove.mutate(open.one.id, { onSuccess: close })}
        >
          <p>{say('settings.template-remove-what')}</p>
        </ConfirmSheet>
      ) : (
        open && (
          <TemplateSheet status={status} own={own} one={open.do === 'change' ? open.one : undefined} onClose={close} />
        )
      )}
    </Card>
  );
}
