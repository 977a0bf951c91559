import type { AlertDetail } from '../../protocol/api/sources.ts';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Alerts.module.css';
import { scalesText } from './alert-words.ts';
import { wordOf } from './tell-source.ts';

type Info = AlertDetail['infos'][number];

/** Every block of words: what it says, and what of it a loudspeaker speaks. */
export function Infos({ infos }: { infos: readonly Info[] }) {
  const { say } = useWords();
  return (
    <Card title={say('alert.infos')}>
      {infos.length === 0 && <p>{say('alert.infos-none')}</p>}
      {infos.map((info) => (
        <Block key={`${info.language} ${info.headline} ${info.spoken}`} info={info} />
      ))}
    </Card>
  );
}

function Block({ info: { language, headline, description, instruction, spoken, areas } }: { info: Info }) {
  const { say } = useWords();
  const tag = language.split('-')[0] ?? language;
  return (
    <section className={styles.info} aria-label={headline ?? language}>
      <h3 lang={language}>{headline ?? say('alert.no-headline')}</h3>
      {description && <p lang={language}>{description}</p>}
      {instruction && <p lang={language}>{instruction}</p>}
      <div>
        <p className={styles.soft}>{say('alert.spoken')}</p>
        <blockquote className={styles.spoken} {...(spoken ? { lang: language } : {})}>
          {spoken || say('alert.spoken-none')}
        </blockquote>
      </div>
      <p className={styles.soft}>
        {say('alert.info-line', {
          language: tag === 'en' ? say('alert.english') : wordOf(`language.${tag}`, tag, say),
          areas: areas.join(', ') || say('alert.no-areas'),
        })}
      </p>
    </section>
  );
}

export function AlertFacts({ alert }: { alert: AlertDetail }) {
  const { say, format } = useWords();
  return (
    <Card title={say('alert.facts')}>
      <Facts
        facts={[
          [say('alert.source'), alert.sourceName],
          [say('alert.sender'), alert.sender],
          [
            say('alert.identifier'),
            <span key="id" style={{ overflowWrap: 'anywhere' }}>
              {alert.identifier}
            </span>,
          ],
          [say('alert.sent'), dateTimeText(alert.sentAt)],
          [say('alert.received'), dateTimeText(alert.receivedAt)],
          [say('alert.kind'), `${say(`alert.type.${alert.messageType}`)} · ${say(`alert.status.${alert.status}`)}`],
          [say('alert.event'), alert.event],
          [say('alert.scales'), scalesText(alert, say)],
          [say('alert.expires'), alert.expiresAt === undefined ? say('alert.no-end') : dateTimeText(alert.expiresAt)],
          [say('alert.signature'), say(alert.signed ? 'alert.signed' : 'alert.unsigned')],
          [say('alert.places'), alert.areaNames.join(', ') || say('alert.no-areas')],
          [say('alert.hamlets'), format.number(alert.hamlets)],
        ]}
      />
      {alert.unplaced && (
        <>
          <h3 style={{ marginTop: 14 }}>{say('alert.unplaced')}</h3>
          <p>{say('alert.unplaced-what', { n: format.number(alert.unplaced.n) })}</p>
          <p className={styles.soft}>
            {say(alert.unplaced.n > alert.unplaced.names.length ? 'alert.places-more' : 'alert.places-all', {
              named: alert.unplaced.names.join(', '),
              n: alert.unplaced.n - alert.unplaced.names.length,
            })}
          </p>
        </>
      )}
      {alert.references.length > 0 && (
        <>
          <h3 style={{ marginTop: 14 }}>{say('alert.references')}</h3>
          <ul className={styles.references}>
            {alert.references.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

/** As it came, as text: nothing of it is ever run. */
export function RawXml({ xml }: { xml: string }) {
  const { say } = useWords();
  return (
    <Card>
      <details>
        <summary>{say('alert.xml')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
        <section className={styles.raw} tabIndex={0} aria-label={say('alert.xml')}>
          <pre>{xml}</pre>
        </section>
      </details>
    </Card>
  );
}
