import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { paths, type Query, withQuery } from '../data/paths.ts';
import { useMe } from '../data/session.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { BulkSheet } from './BulkSheet.tsx';
import styles from './Fleet.module.css';
import { countOf, filterOf, isFull, MOST_BY_HAND, NONE, type Selection } from './selection.ts';

export const BULK_KINDS = ['silent-test', 'resync', 'volume'] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

interface Props {
  list: Query;
  total: number;
  selection: Selection;
  onChange: (selection: Selection) => void;
  /** Absent where no slip can be written for exactly these. */
  onMaintenance: (() => void) | undefined;
}

/** What can be done with the chosen rows; nothing is done before its review. */
export function BulkBar({ list, total, selection, onChange, onMaintenance }: Props) {
  const { say, format } = useWords();
  const { role } = useMe().account;
  const [kind, setKind] = useState<BulkKind>();
  const count = countOf(selection, total);
  const kinds = BULK_KINDS.filter((one) => may(role, one === 'volume' ? 'set-volume' : 'remote'));
  if (kinds.length === 0 || total === 0) return null;
  const filter = filterOf(selection, list);
  return (
    <section className={styles.bulk} aria-label={say('bulk.title')}>
      <p role="status">
        {count === 0
          ? say('bulk.none')
          : say(selection.kind === 'all' ? 'bulk.all-chosen' : 'bulk.chosen', { n: format.number(count) })}
      </p>
      {isFull(selection) && count < total && (
        <p>{say('bulk.full', { n: format.number(MOST_BY_HAND), all: format.number(total) })}</p>
      )}
      {selection.kind === 'all' && !onMaintenance && may(role, 'repair') && (
        <p>
          {say('bulk.slip-by-place')} <Link href="/bao-tri?phieu=moi">{say('bulk.slip-open')}</Link>
        </p>
      )}
      {selection.kind === 'some' && count < total && (
        <Button variant="default" size="md" onClick={() => onChange({ kind: 'all' })}>
          {say('bulk.choose-all', { n: format.number(total) })}
        </Button>
      )}
      {count > 0 && (
        <>
          {kinds.map((one) => (
            <Button key={one} variant="default" size="md" onClick={() => setKind(one)}>
              {say(`bulk.do.${one}`)}
            </Button>
          ))}
          {onMaintenance && (
            <Button variant="default" size="md" onClick={onMaintenance}>
              {say('bulk.maintenance')}
            </Button>
          )}
          <Button component="a" variant="default" size="md" href={withQuery(paths.nodesCsv, filter)} download>
            {say('bulk.csv')}
          </Button>
          <Button variant="default" size="md" onClick={() => onChange(NONE)}>
            {say('bulk.leave')}
          </Button>
        </>
      )}
      {kind && <BulkSheet kind={kind} filter={filter} onClose={() => setKind(undefined)} />}
    </section>
  );
}
