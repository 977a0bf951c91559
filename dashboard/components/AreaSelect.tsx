import { NativeSelect } from '@mantine/core';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { useArea, useAreas } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { areaTitle } from './area-title.ts';

interface Props {
  value: string | undefined;
  onChange: (area: string | undefined) => void;
  /** Leave out «everything», where a page shows one commune at a time. */
  mustChoose?: boolean;
}

/** Narrows a list to one commune (for a province) or one hamlet (for a commune). */
export function AreaSelect({ value, onChange, mustChoose = false }: Props) {
  const { say } = useWords();
  const home = useArea(useMe().account.areas[0]);
  const kind = home.data?.kind === 'province' ? 'commune' : 'hamlet';
  const areas = useAreas({ parent: home.data?.id, kind }, home.data !== undefined);
  const sorted = [...(areas.data?.items ?? [])].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  return (
    <NativeSelect
      label={say(kind === 'commune' ? 'filter.commune' : 'filter.hamlet')}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      data={[
        ...(mustChoose ? [] : [{ value: '', label: say('filter.all') }]),
        ...sorted.map((area) => ({ value: area.id, label: areaTitle(area) })),
      ]}
    />
  );
}
