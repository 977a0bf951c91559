import { Button, Group } from '@mantine/core';
import type { Node } from '../../protocol/api/areas.ts';
import type { Asset } from '../../protocol/api/cases.ts';
import type { Fault } from '../../protocol/api/faults.ts';
import { detailText, FAULT_WORDS } from '../../protocol/fault-words.ts';
import { NODE_FAULTS } from '../../protocol/faults.ts';
import { Card } from '../components/Card.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Fleet.module.css';
import { tellNode } from './tell-node.ts';

const MOST_STEPS = 3;

/** Open faults of a node, worst first. */
export function worstFirst(faults: readonly Fault[]): Fault[] {
  const rank = new Map<string, number>(NODE_FAULTS.map((kind, index) => [kind, index]));
  return faults
    .filter(({ until }) => until === undefined)
    .sort((a, b) => (rank.get(a.kind) ?? 99) - (rank.get(b.kind) ?? 99));
}

/** What is wrong, since when, what to do next, and whom to call. */
export function NodeHead({ node, faults, asset }: { node: Node; faults: readonly Fault[]; asset: Asset | undefined }) {
  const { say, format, language } = useWords();
  const now = useServerNow(15_000);
  const open = worstFirst(faults);
  const steps = [...new Set(open.map(({ kind }) => FAULT_WORDS[kind][language === 'vi' ? 'stepVi' : 'stepEn']))];
  const keeper = asset?.keeper;
  const phone = keeper?.phone.replace(/[^+0-9]/g, '');
  return (
    <Card title={say('node.state')} aside={<StateTag told={tellNode(node)} />}>
      <div className={styles.stack}>
        {open.length === 0 ? (
          <p>{say('fleet.no-fault')}</p>
        ) : (
          <ul className={styles.steps}>
            {open.map((fault) => (
              <li key={fault.id}>
                <strong>{FAULT_WORDS[fault.kind][language]}</strong>{' '}
                {say('fleet.since', { when: dateTimeText(fault.since), age: format.age(now - fault.since) })}
                {fault.detail && ` ${detailText(fault.detail, language)}`}
              </li>
            ))}
          </ul>
        )}
        {node.maintenance !== undefined && <p>{say('fleet.in-maintenance')}</p>}
        {steps.length > 0 && (
          <>
            <h3>{say('fleet.next-steps')}</h3>
            <ol className={styles.steps}>
              {steps.slice(0, MOST_STEPS).map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </>
        )}
        {keeper && (
          <Group gap={8}>
            <Button component="a" size="lg" variant="light" href={`tel:${phone}`}>
              {say('fleet.call', { name: keeper.name })}
            </Button>
            <span className="numeric">{keeper.phone}</span>
          </Group>
        )}
        {node.latitude !== undefined && node.longitude !== undefined && (
          <p>
            <a href={`geo:${node.latitude},${node.longitude}`}>{say('fleet.way')}</a>
          </p>
        )}
      </div>
    </Card>
  );
}
