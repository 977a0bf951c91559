import { Link } from 'wouter';
import type { NodeCounts } from '../../protocol/api/fleet.ts';
import { FAULT_WORDS } from '../../protocol/fault-words.ts';
import { Figure, Figures } from '../components/Figures.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './Fleet.module.css';

const MOST = 4;

/** Firmware, clocks and faults of the whole list at a glance; every figure leads to the nodes behind it. */
export function GlanceCard({ counts, link }: { counts: NodeCounts; link: (name: string, value: string) => string }) {
  const { say, format } = useWords();
  const { firmware, clockOff, clockKnown, faults } = counts;
  const known = firmware.filter(({ version }) => version !== '');
  const unknown = firmware.find(({ version }) => version === '')?.nodes ?? 0;
  const { language } = useWords();
  return (
    <Figures label={say('fleet.glance')}>
      <Figure title={say('node.firmware')} value={say('fleet.versions', { n: known.length })}>
        <ul className={styles.parts}>
          {known.slice(0, MOST).map(({ version, nodes }) => (
            <li key={version}>
              <Link href={link('phan-mem', version)}>{version}</Link> {format.number(nodes)}
            </li>
          ))}
          {known.length > MOST && (
            <li>
              {say('fleet.other-versions', {
                n: format.number(known.slice(MOST).reduce((sum, { nodes }) => sum + nodes, 0)),
              })}
            </li>
          )}
          {unknown > 0 && <li>{say('fleet.no-version', { n: format.number(unknown) })}</li>}
        </ul>
      </Figure>
      <Figure
        title={say('fleet.clocks')}
        value={clockOff === 0 ? say('fleet.clocks-right') : say('fleet.clocks-off', { n: format.number(clockOff) })}
      >
        <ul className={styles.parts}>
          {clockOff > 0 && (
            <li>
              <Link href={link('lech-gio', '1')}>{say('fleet.clocks-show')}</Link>
            </li>
          )}
          <li>{say('fleet.clocks-known', { n: format.number(clockKnown), total: format.number(counts.total) })}</li>
        </ul>
      </Figure>
      <Figure
        title={say('fleet.faults')}
        value={faults.length === 0 ? say('fleet.faults-none') : say('fleet.faults-kinds', { n: faults.length })}
      >
        <ul className={styles.parts}>
          {faults.slice(0, MOST).map(({ kind, nodes }) => (
            <li key={kind}>
              <Link href={link('su-co', kind)}>{FAULT_WORDS[kind][language]}</Link> {format.number(nodes)}
            </li>
          ))}
        </ul>
      </Figure>
    </Figures>
  );
}
