import { Button } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { MapBox, MapCluster, MapNode, NodeMap } from '../../protocol/api/fleet.ts';
import { FLEET_MEANINGS } from '../../protocol/nodes.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Mark } from '../components/Mark.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { nodePath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useFleetMap } from './ask.ts';
import styles from './Fleet.module.css';
import { MapDrawing } from './MapDrawing.tsx';
import { boxOf, type MapView, moved, viewOf, zoomed } from './map-view.ts';
import { tellMeaning } from './tell-node.ts';

/** Rows of the table beside the map; the list of the page has all of them. */
const MOST_ROWS = 30;
const STEP = 0.35;

/** Where the nodes stand and how: clusters from the gateway, nothing from anywhere else. Buttons and arrow keys move it. */
export function FleetMap({ area }: { area: string | undefined }) {
  const { say, format } = useWords();
  const whole = useFleetMap({ area });
  const [view, setView] = useState<MapView>();
  const shown = view ?? (whole.data && viewOf(whole.data.box));
  const asked = view && { area, zoom: Math.round(view.zoom), box: textOf(boxOf(view)) };
  const near = useFleetMap(asked ?? { area });
  const map = near.data ?? whole.data;
  const act = (change: (view: MapView) => MapView) => shown && setView(change(shown));
  return (
    <Card title={say('fleet.map')}>
      <Answer query={whole} rows={10}>
        {({ inView, unplaced }) =>
          !shown || !map || inView === 0 ? (
            <p>{say('fleet.map-empty', { n: format.number(unplaced) })}</p>
          ) : (
            <div className={styles.stack}>
              <MapButtons onAct={act} onWhole={() => setView(undefined)} />
              <MapArea view={shown} map={map} onAct={act} onView={setView} />
              <Legend />
              <p aria-live="polite">{say('fleet.map-in-view', { n: format.number(map.inView) })}</p>
              {unplaced > 0 && <p>{say('fleet.map-unplaced', { n: format.number(unplaced) })}</p>}
              <Twin map={map} onNear={(cluster) => setView(nearTo(cluster, shown))} />
            </div>
          )
        }
      </Answer>
    </Card>
  );
}

function MapButtons({ onAct, onWhole }: { onAct: (change: (view: MapView) => MapView) => void; onWhole: () => void }) {
  const { say } = useWords();
  const buttons: readonly [string, string, (view: MapView) => MapView][] = [
    ['+', say('fleet.map-nearer'), (view) => zoomed(view, 1)],
    ['−', say('fleet.map-farther'), (view) => zoomed(view, -1)],
    ['←', say('fleet.map-west'), (view) => moved(view, -STEP, 0)],
    ['→', say('fleet.map-east'), (view) => moved(view, STEP, 0)],
    ['↑', say('fleet.map-north'), (view) => moved(view, 0, STEP)],
    ['↓', say('fleet.map-south'), (view) => moved(view, 0, -STEP)],
  ];
  return (
    <div className={styles.chips}>
      {buttons.map(([sign, label, change]) => (
        <button key={sign} type="button" aria-label={label} onClick={() => onAct(change)}>
          {sign}
        </button>
      ))}
      <button type="button" onClick={onWhole}>
        {say('fleet.map-whole')}
      </button>
    </div>
  );
}

const KEYS: Readonly<Record<string, (view: MapView) => MapView>> = {
  ArrowLeft: (view) => moved(view, -STEP, 0),
  ArrowRight: (view) => moved(view, STEP, 0),
  ArrowUp: (view) => moved(view, 0, STEP),
  ArrowDown: (view) => moved(view, 0, -STEP),
  '+': (view) => zoomed(view, 1),
  '=': (view) => zoomed(view, 1),
  '-': (view) => zoomed(view, -1),
};

function MapArea({
  view,
  map,
  onAct,
  onView,
}: {
  view: MapView;
  map: NodeMap;
  onAct: (change: (view: MapView) => MapView) => void;
  onView: (view: MapView) => void;
}) {
  const { say } = useWords();
  const onKey = (event: KeyboardEvent) => {
    const change = KEYS[event.key];
    if (!change) return;
    event.preventDefault();
    onAct(change);
  };
  const [, go] = useLocation();
  const onClick = ({ target }: MouseEvent) => {
    const mark = target instanceof Element ? target.closest<SVGElement>('[data-cluster], [data-node]') : null;
    const cluster = map.clusters[Number(mark?.dataset.cluster)];
    if (cluster) onView(nearTo(cluster, view));
    if (mark?.dataset.node) go(nodePath(mark.dataset.node));
  };
  return (
    <section
      className={styles.map}
      aria-label={say('fleet.map-keys')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the map; its table holds what a click opens
      tabIndex={0}
      onKeyDown={onKey}
      onClick={onClick}
    >
      <MapDrawing view={view} map={map} />
    </section>
  );
}

function Legend() {
  const { say } = useWords();
  return (
    <ul className={styles.legend} aria-label={say('legend.title')}>
      {FLEET_MEANINGS.map((meaning) => (
        <li key={meaning}>
          <Mark meaning={meaning} />
          {say(tellMeaning(meaning).word)}
        </li>
      ))}
    </ul>
  );
}

type Row = { readonly cluster: MapCluster } | { readonly node: MapNode };

/** The same as a table, worst first. */
function Twin({ map, onNear }: { map: NodeMap; onNear: (cluster: MapCluster) => void }) {
  const { say, format } = useWords();
  const [open, setOpen] = useState(false);
  const rows: Row[] = [...map.clusters.map((cluster) => ({ cluster })), ...map.nodes.map((node) => ({ node }))];
  const rank = (row: Row) => FLEET_MEANINGS.indexOf('node' in row ? row.node.meaning : row.cluster.worst);
  const sorted = rows.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_ROWS);
  const keyOf = (row: Row) => ('node' in row ? row.node.id : `${row.cluster.latitude} ${row.cluster.longitude}`);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{say('fleet.map-table')}</summary>
      {open && (
        <DataTable
          caption={say('fleet.map-table')}
          rows={sorted}
          keyOf={keyOf}
          columns={[
            {
              title: say('fleet.map-place'),
              cell: (row) =>
                'node' in row ? (
                  <Link href={nodePath(row.node.id)}>{row.node.code}</Link>
                ) : (
                  <Button variant="default" size="compact-md" onClick={() => onNear(row.cluster)}>
                    {row.cluster.name ?? say('fleet.map-several')}
                  </Button>
                ),
            },
            { title: say('area.hamlet'), cell: (row) => ('node' in row ? row.node.hamletName : row.cluster.name) },
            {
              title: say('fleet.map-worst'),
              cell: (row) => <StateTag told={tellMeaning('node' in row ? row.node.meaning : row.cluster.worst)} />,
            },
            {
              title: say('node.count'),
              cell: (row) => format.number('node' in row ? 1 : row.cluster.nodes),
              numeric: true,
            },
          ]}
        />
      )}
    </details>
  );
}

function nearTo({ latitude, longitude }: MapCluster, view: MapView): MapView {
  return zoomed({ ...view, latitude, longitude }, 2);
}

/** Four decimals: an answer is shared by views that differ by a few metres. */
function textOf({ south, west, north, east }: MapBox): string {
  return [Math.max(-90, south), Math.max(-180, west), Math.min(90, north), Math.min(180, east)]
    .map((degrees) => degrees.toFixed(4))
    .join(',');
}
