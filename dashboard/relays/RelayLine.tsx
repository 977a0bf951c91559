import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRelay } from '../i18n/vi-relay.ts';
import { ListenNow } from './ListenNow.tsx';
import styles from './Relays.module.css';

knowWords(viRelay);

interface Props {
  station: { readonly id: string; readonly name: string };
  minutes: number;
}

/** «Tiếp âm VOV1 · 30 phút», and the station to be heard now. */
export function RelayLine({ station, minutes }: Props) {
  const { say, format } = useWords();
  return (
    <div className={styles.chosen} data-relay>
      <p>{say('relay.line', { name: station.name, minutes: format.number(minutes) })}</p>
      <p className={styles.soft}>{say('relay.line-what')}</p>
      <div className={styles.hear}>
        <ListenNow station={station} />
      </div>
    </div>
  );
}
