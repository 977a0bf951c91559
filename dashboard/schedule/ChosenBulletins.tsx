import { Button, Group } from '@mantine/core';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { useWords } from '../i18n/Language.tsx';
import { relayTitle } from '../relays/relay-title.ts';
import styles from './Rows.module.css';

interface Props {
  bulletins: readonly Bulletin[];
  onChange: (ids: string[]) => void;
}

/** The order in which they sound: up, down, out, each a button. */
export function ChosenBulletins({ bulletins, onChange }: Props) {
  const { say, format } = useWords();
  const ids = bulletins.map((one) => one.id);
  const swapped = (at: number, to: number) => {
    const next = [...ids];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(to, 0, moved);
    return next;
  };
  const total = bulletins.reduce((sum, one) => sum + one.durationMs, 0);
  return (
    <section aria-label={say('plan.chosen')}>
      <h3 className={styles.heading}>
        {say('plan.chosen-total', { n: ids.length, duration: format.duration(total) })}
      </h3>
      <ol className={styles.order}>
        {bulletins.map((one, index) => (
          <li key={one.id}>
            <span>
              {`${index + 1}. ${one.relay ? relayTitle(one, one.relay, say, format) : `${one.title} (${format.length(one.durationMs)})`}`}
            </span>
            <Group gap={6}>
              {index > 0 && (
                <Button
                  variant="default"
                  size="md"
                  onClick={() => onChange(swapped(index, index - 1))}
                  aria-label={say('plan.up', { title: one.title })}
                >
                  {'↑'}
                </Button>
              )}
              {index < ids.length - 1 && (
                <Button
                  variant="default"
                  size="md"
                  onClick={() => onChange(swapped(index, index + 1))}
                  aria-label={say('plan.down', { title: one.title })}
                >
                  {'↓'}
                </Button>
              )}
              <Button
                variant="default"
                size="md"
                onClick={() => onChange(ids.filter((id) => id !== one.id))}
                aria-label={say('plan.remove', { title: one.title })}
              >
                {'✕'}
              </Button>
            </Group>
          </li>
        ))}
      </ol>
    </section>
  );
}
