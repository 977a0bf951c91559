import { areaTitle } from '../components/area-title.ts';
import { useArea } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';

const MOST_NAMED = 3;

export function AreaNames({ areas }: { areas: readonly string[] }) {
  const { say, format } = useWords();
  if (areas.length === 0) return <span>{say('account.no-areas')}</span>;
  const more = areas.length - MOST_NAMED;
  return (
    <span>
      {areas.slice(0, MOST_NAMED).map((area, index) => (
        <span key={area}>
          {index > 0 && ', '}
          <AreaName area={area} />
        </span>
      ))}
      {more > 0 && ` ${say('account.more-areas', { n: format.number(more) })}`}
    </span>
  );
}

function AreaName({ area }: { area: string }) {
  const found = useArea(area).data;
  return found ? areaTitle(found) : null;
}
