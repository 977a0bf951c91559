import { Link } from 'wouter';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { ApproveCell } from '../components/ApproveCell.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { tellApproval } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useRecordings } from '../data/queries.ts';
import { dayText } from '../format/date.ts';
import { bulletinPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';
import { languageWord } from './languages.ts';
import { RowPlay } from './RowPlay.tsx';

/** Bulletins with play, length, state, who decided, where they are used and how long they last. */
export function BulletinTable({ bulletins }: { bulletins: readonly Bulletin[] }) {
  const { say, format } = useWords();
  const today = dayOf(useServerNow(60_000));
  const language = (tag: string) => {
    const word = languageWord(tag);
    return word ? say(word) : tag;
  };
  const relayed = bulletins.some(({ relay }) => relay);
  const recordings = useRecordings(relayed).data?.items ?? [];
  const relayLine = ({ recording }: Bulletin, { name, minutes }: NonNullable<Bulletin['relay']>) => {
    const fallback = recordings.find(({ sha256 }) => sha256 === recording)?.title;
    const line = say('relay.line', { name, minutes: format.number(minutes) });
    return fallback === undefined ? line : `${line} · ${say('relay.fallback-is', { title: fallback })}`;
  };
  const columns: Column<Bulletin>[] = [
    {
      title: say('bulletin.title'),
      cell: (row) => (
        <span className={styles.lead}>
          <RowPlay bulletin={row.relay ? { ...row, title: say('relay.fallback-of', { title: row.title }) } : row} />
          <span>
            <Link href={bulletinPath(row.id)}>{row.title}</Link>
            {row.relay && <small>{relayLine(row, row.relay)}</small>}
            <small>
              {[
                ...(row.fromSource ? [say('relay.sent-by', { name: row.fromSource })] : []),
                say(`field.${row.field}`),
                ...(row.class === 'normal' ? [] : [say(`class.${row.class}`)]),
                ...(row.language === 'vi' ? [] : [language(row.language)]),
              ].join(' · ')}
            </small>
          </span>
        </span>
      ),
    },
    { title: say('library.length'), cell: (row) => format.length(row.durationMs), numeric: true },
    { title: say('bulletin.state'), cell: (row) => <StateTag told={tellApproval(row.state)} /> },
    { title: say('bulletin.approval'), cell: (row) => <ApproveCell item={row} /> },
    { title: say('library.used'), cell: (row) => (row.usedIn ? say('library.used-in', { n: row.usedIn }) : null) },
    {
      title: say('library.expires'),
      cell: (row) =>
        row.expiresOn &&
        (row.expiresOn < today ? (
          <StateTag told={{ meaning: 'excused', word: 'library.over' }} bare />
        ) : (
          dayText(row.expiresOn)
        )),
    },
  ];
  return <DataTable caption={say('bulletins.list')} rows={bulletins} keyOf={(row) => row.id} columns={columns} />;
}
