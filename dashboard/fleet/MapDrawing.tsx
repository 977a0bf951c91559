import type { NodeMap } from '../../protocol/api/fleet.ts';
import type { FleetMeaning } from '../../protocol/nodes.ts';
import { useWords } from '../i18n/Language.tsx';
import { MAP, type MapView, pointOf, scaleOf } from './map-view.ts';

/** Fills told apart without their colour as well (UX §1). */
const FILL: Readonly<Record<FleetMeaning, { fill: string; ink: string; sign: string }>> = {
  bad: { fill: '#A61B1B', ink: '#fff', sign: '✕' },
  partial: { fill: '#F2B705', ink: '#1b2530', sign: '!' },
  unknown: { fill: '#fff', ink: '#1b2530', sign: '?' },
  excused: { fill: '#B9A7E8', ink: '#1b2530', sign: '–' },
  planned: { fill: '#fff', ink: '#1b2530', sign: '○' },
  good: { fill: '#8FD0A5', ink: '#1b2530', sign: '✓' },
};
/** Names are written only where they do not lie on each other. */
const MOST_NAMES = 24;
const NODE_PX = 9;

/** Clusters and nodes as circles. Its table holds the same for who does not see or point. */
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
      {map.clusters.map((cluster, index) => {
        const { x, y } = pointOf(view, cluster.latitude, cluster.longitude);
        const { fill, ink, sign } = FILL[cluster.worst];
        const radius = 15 + Math.min(16, Math.sqrt(cluster.nodes));
        return (
          <g
            key={`${cluster.latitude} ${cluster.longitude}`}
            data-cluster={index}
            style={{ cursor: 'pointer' }}
            data-worst={cluster.worst}
          >
            <circle
              cx={x}
              cy={y}
              r={radius}
              fill={fill}
              stroke="#495057"
              strokeDasharray={cluster.worst === 'unknown' ? '4 3' : undefined}
            />
            <text x={x} y={y + 5} textAnchor="middle" fontSize="15" fontWeight="600" fill={ink}>
              {`${sign} ${cluster.nodes}`}
            </text>
            {map.clusters.length <= MOST_NAMES && cluster.name && (
              <text x={x} y={y + radius + 16} textAnchor="middle" fontSize="15">
                {cluster.name}
              </text>
            )}
          </g>
        );
      })}
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

const INK: Readonly<Record<FleetMeaning, string>> = {
  bad: '#b42318',
  partial: '#7a4b00',
  unknown: '#495057',
  excused: '#5f3dc4',
  planned: '#495057',
  good: '#1b6e3c',
};
