import type { MapCluster, NodeMap } from '../../protocol/api/fleet.ts';
import { FLEET_MEANINGS, type FleetMeaning } from '../../protocol/nodes.ts';
import { useWords } from '../i18n/Language.tsx';
import { MAP, type MapView, pointOf, scaleOf } from './map-view.ts';

/** Fills of the map (UX §1), and the sign that tells a cluster's worst without its colour. */
const FILL: Readonly<Record<FleetMeaning, string>> = {
  bad: '#A61B1B',
  partial: '#F2B705',
  unknown: '#adb5bd',
  excused: '#B9A7E8',
  planned: '#dee2e6',
  good: '#8FD0A5',
};
const SIGN: Readonly<Record<FleetMeaning, string>> = {
  ...{ bad: '✕', partial: '!', unknown: '?', excused: '–', planned: '○', good: '✓' },
};
const INK: Readonly<Record<FleetMeaning, string>> = {
  bad: '#b42318',
  partial: '#7a4b00',
  unknown: '#495057',
  excused: '#5f3dc4',
  planned: '#495057',
  good: '#1b6e3c',
};
/** Names are written only where they do not lie on each other. */
const MOST_NAMES = 24;
const NODE_PX = 9;
const RING_PX = 8;

/** Clusters and nodes. A click is taken by who holds the drawing; its table holds the same for who does not see or point. */
export function MapDrawing({ view, map }: { view: MapView; map: NodeMap }) {
  const { say, format } = useWords();
  const scale = scaleOf(view);
  const length =
    scale.metres >= 1_000
      ? say('fleet.kilometres', { n: format.number(scale.metres / 1_000) })
      : say('fleet.metres', { n: format.number(scale.metres) });
  return (
    <svg
      viewBox={`0 0 ${MAP.width} ${MAP.height}`}
      role="img"
      aria-label={say('fleet.map-drawing', { n: format.number(map.inView) })}
    >
      {map.clusters.map((cluster, index) => (
        <Cluster
          key={`${cluster.latitude} ${cluster.longitude}`}
          cluster={cluster}
          index={index}
          view={view}
          named={map.clusters.length <= MOST_NAMES}
        />
      ))}
      {map.nodes.map((node) => {
        const { x, y } = pointOf(view, node.latitude, node.longitude);
        return (
          <use
            key={node.id}
            href={`#mark-${node.meaning}`}
            x={x - NODE_PX}
            y={y - NODE_PX}
            width={NODE_PX * 2}
            height={NODE_PX * 2}
            color={INK[node.meaning]}
            style={{ cursor: 'pointer' }}
            data-node={node.id}
          />
        );
      })}
      {map.nodes.length <= MOST_NAMES &&
        map.nodes.map((node) => {
          const { x, y } = pointOf(view, node.latitude, node.longitude);
          return (
            <text key={node.id} x={x} y={y + NODE_PX + 15} textAnchor="middle" fontSize="15">
              {node.code}
            </text>
          );
        })}
      <path d={`M20 ${MAP.height - 24}v8h${scale.width}v-8`} fill="none" stroke="#1b2530" strokeWidth="2" />
      <text x={28 + scale.width} y={MAP.height - 14} fontSize="15">
        {length}
      </text>
    </svg>
  );
}

/** How many there are, how many of them stand worst, and a ring with the share of each meaning. */
function Cluster({
  cluster,
  index,
  view,
  named,
}: {
  cluster: MapCluster;
  index: number;
  view: MapView;
  named: boolean;
}) {
  const { format } = useWords();
  const { counts, nodes, worst, name } = cluster;
  const { x, y } = pointOf(view, cluster.latitude, cluster.longitude);
  const radius = 24 + Math.min(14, Math.sqrt(nodes) / 3);
  const around = 2 * Math.PI * radius;
  let passed = 0;
  return (
    <g data-cluster={index} data-worst={worst} style={{ cursor: 'pointer' }}>
      <circle cx={x} cy={y} r={radius} fill="#fff" stroke="#495057" strokeWidth={RING_PX + 2} />
      {FLEET_MEANINGS.map((meaning) => {
        const part = ((counts[meaning] ?? 0) / nodes) * around;
        const from = passed;
        passed += part;
        return (
          part > 0 && (
            <circle
              key={meaning}
              cx={x}
              cy={y}
              r={radius}
              fill="none"
              stroke={FILL[meaning]}
              strokeWidth={RING_PX}
              strokeDasharray={`${part} ${around - part}`}
              strokeDashoffset={-from}
              transform={`rotate(-90 ${x} ${y})`}
            />
          )
        );
      })}
      <text x={x} y={worst === 'good' ? y + 5 : y - 2} textAnchor="middle" fontSize="14" fontWeight="600">
        {format.number(nodes)}
      </text>
      {worst !== 'good' && (
        <text x={x} y={y + 13} textAnchor="middle" fontSize="13" fontWeight="600" fill={INK[worst]}>
          {`${SIGN[worst]} ${format.number(counts[worst] ?? 0)}`}
        </text>
      )}
      {named && name && (
        <text x={x} y={y + radius + 20} textAnchor="middle" fontSize="15">
          {name}
        </text>
      )}
    </g>
  );
}
