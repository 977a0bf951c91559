import { NativeSelect } from '@mantine/core';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { areaTitle } from '../components/area-title.ts';
import { useArea, useAreas } from '../data/queries.ts';
import { useMe } from '../data/session.ts';

interface Props {
  id: string;
  label: string;
  value: string;
  onChange: (area: string) => void;
}

/** The own area, or one of those straight below it. */
export function AreaField({ id, label, value, onChange }: Props) {
  const home = useArea(useMe().account.areas[0]);
  const below = useAreas({ parent: home.data?.id }, home.data !== undefined && home.data.kind !== 'hamlet');
  const chosen = useArea(value || undefined);
  const sorted = [...(below.data?.items ?? [])].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const known = [...(home.data ? [home.data] : []), ...sorted];
  // One that lies deeper, set by somebody else, stays what it is.
  const all = chosen.data && !known.some(({ id }) => id === value) ? [...known, chosen.data] : known;
  return (
    <NativeSelect
      id={id}
      label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={all.map((area) => ({ value: area.id, label: areaTitle(area) }))}
    />
  );
}
