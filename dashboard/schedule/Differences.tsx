import { useQueries } from '@tanstack/react-query';
import type { Area } from '../../protocol/api/areas.ts';
import type { Bulletin, Programme } from '../../protocol/api/broadcast.ts';
import { areaTitle } from '../components/area-title.ts';
import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { differencesOf } from './differences.ts';
import styles from './Rows.module.css';

/** What differs between two versions, in words. */
export function Differences({ before, after }: { before: Programme; after: Programme }) {
  const { say } = useWords();
  const nameOf = useNames([before, after]);
  const found = differencesOf(before, after, say, nameOf);
  if (found.length === 0) return <p>{say('plan.no-difference')}</p>;
  return (
    <ul className={styles.rows}>
      {found.map((one) => (
        <li key={one.what}>
          <span>
            <b>{say(`plan.what.${one.what}`)}</b>
            <br />
            <del>{one.before}</del> → <ins>{one.after}</ins>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Names of the bulletins and areas that the versions speak of. */
function useNames(programmes: readonly Programme[]): (id: string) => string {
  const bulletins = [...new Set(programmes.flatMap((one) => one.bulletins))];
  const areas = [
    ...new Set(programmes.flatMap((one) => one.targets.flatMap((target) => ('area' in target ? [target.area] : [])))),
  ].slice(0, 20);
  const answers = useQueries({
    queries: [
      ...bulletins.map((id) => ({ queryKey: [paths.bulletin(id), {}] })),
      ...areas.map((id) => ({ queryKey: [paths.area(id), {}] })),
    ],
  });
  const names = new Map<string, string>();
  bulletins.forEach((id, index) => {
    const found = answers[index]?.data as Bulletin | undefined;
    if (found) names.set(id, found.title);
  });
  areas.forEach((id, index) => {
    const found = answers[bulletins.length + index]?.data as Area | undefined;
    if (found) names.set(id, areaTitle(found));
  });
  return (id) => names.get(id) ?? id;
}
