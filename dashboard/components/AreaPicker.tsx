import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Area } from '../../protocol/api/areas.ts';
import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { useArea, useAreas } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './AreaPicker.module.css';
import { areaTitle } from './area-title.ts';
import { type Ancestor, chosenAfter, isCovered } from './chosen-areas.ts';

interface Props {
  /** Areas the user may address: the roots of the tree. */
  roots: readonly string[];
  chosen: readonly string[];
  onChange: (areas: string[]) => void;
  id: string;
}

/** A tree of the user's own areas. Choosing an area takes in all below it. */
export function AreaPicker({ roots, chosen, onChange, id }: Props) {
  return (
    <div className={styles.tree} id={id} tabIndex={-1}>
      {roots.map((root) => (
        <Root key={root} area={root} chosen={chosen} onChange={onChange} />
      ))}
    </div>
  );
}

function Root({ area, ...rest }: { area: string; chosen: readonly string[]; onChange: (areas: string[]) => void }) {
  const root = useArea(area);
  return root.data ? <Branch area={root.data} above={[]} open {...rest} /> : null;
}

interface BranchProps {
  area: Area;
  above: readonly Ancestor[];
  open?: boolean;
  chosen: readonly string[];
  onChange: (areas: string[]) => void;
}

function Branch({ area, above, open = false, chosen, onChange }: BranchProps) {
  const { say } = useWords();
  const [opened, setOpened] = useState(open);
  const leaf = area.kind === 'hamlet';
  const children = useAreas({ parent: area.id }, opened && !leaf);
  const checked = isCovered(chosen, area.id, above);
  const items = [...(children.data?.items ?? [])].sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const here = { id: area.id, children: items.map((item) => item.id) };
  return (
    <div className={styles.branch}>
      <div className={styles.row}>
        {!leaf && (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={opened}
            aria-label={say(opened ? 'picker.close' : 'picker.open', { name: areaTitle(area) })}
            onClick={() => setOpened(!opened)}
          >
            <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
              <path d={opened ? 'M2 5l5 5 5-5' : 'M5 2l5 5-5 5'} fill="none" stroke="currentColor" strokeWidth="2" />
            </svg>
          </button>
        )}
        <Checkbox
          size="md"
          label={leaf ? areaTitle(area) : say('picker.whole', { name: areaTitle(area) })}
          checked={checked}
          onChange={() => onChange(chosenAfter(chosen, area.id, above, here.children))}
        />
      </div>
      {opened && !leaf && (
        <div className={styles.children}>
          {items.map((child) => (
            <Branch key={child.id} area={child} above={[...above, here]} chosen={chosen} onChange={onChange} />
          ))}
        </div>
      )}
    </div>
  );
}
