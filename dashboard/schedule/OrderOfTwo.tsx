import { Button, Group } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';
import styles from './Rows.module.css';

interface Props {
  own: string;
  other: string;
  first: 'new' | 'other' | undefined;
  onFirst: (first: 'new' | 'other') => void;
}

/** Which of two goes first. Nothing is proposed: the person puts them in order (DOMAIN §3.1). */
export function OrderOfTwo({ own, other, first, onFirst }: Props) {
  const { say } = useWords();
  const rows = [
    { key: 'other', title: other },
    { key: 'new', title: own },
  ] as const;
  const sorted = first === 'new' ? [rows[1], rows[0]] : rows;
  return (
    <section aria-label={say('plan.conflict.order')}>
      <p>{say(first ? 'plan.conflict.order' : 'plan.conflict.no-order')}</p>
      <ol className={styles.order} data-ordered={first !== undefined}>
        {sorted.map((row, index) => (
          <li key={row.key}>
            <span>
              {first ? `${index + 1}. ` : '– '}
              {row.title}
            </span>
            <Group gap={6}>
              <Button
                variant="default"
                size="md"
                aria-label={say('plan.up', { title: row.title })}
                onClick={() => onFirst(row.key)}
              >
                {'↑'}
              </Button>
              <Button
                variant="default"
                size="md"
                aria-label={say('plan.down', { title: row.title })}
                onClick={() => onFirst(row.key === 'new' ? 'other' : 'new')}
              >
                {'↓'}
              </Button>
            </Group>
          </li>
        ))}
      </ol>
    </section>
  );
}
