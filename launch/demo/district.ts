import { createHash } from 'node:crypto';
import { chances } from '../../firmware-sim/scenarios/chance.ts';
import { areaIdFrom, nodeIdFrom } from '../../protocol/ids.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { type Fate, fatesOf } from './fates.ts';
import { sharesOf } from './shares.ts';

export interface DemoNode {
  readonly id: string;
  readonly code: string;
  readonly place: string;
  readonly horns: number;
  readonly sensor: 'microphone' | 'current' | 'none';
  readonly latitude: number;
  readonly longitude: number;
  readonly fate: Fate;
}

export interface DemoHamlet {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly households: number;
  readonly nodes: readonly DemoNode[];
}

export interface DemoCommune {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly hamlets: readonly DemoHamlet[];
}

export interface DemoDistrict {
  readonly province: { readonly id: string; readonly name: string };
  readonly communes: readonly DemoCommune[];
}

/** Figures of the source (DOMAIN §5): Hưng Nguyên, 2023. That there are two nodes a hamlet and that they are IP is assumed. */
const HAMLETS = 126;
const HORNS = 882;
const NODES_A_HAMLET = 2;

const PLACES = [
  'Nhà văn hóa',
  'Cổng làng',
  'Trạm biến áp',
  'Trường mầm non',
  'Đình làng',
  'Ngã tư đầu xóm',
  'Sân bóng',
  'Trạm y tế cũ',
  'Cầu đầu xóm',
  'Chợ chiều',
];
const THON_NAMES = ['Đông', 'Đoài', 'Nam', 'Bắc', 'Thượng', 'Hạ', 'Trung', 'Phú Xuân', 'Yên Hòa'];

/** The district of the table of communes, the same for the same seed. */
export function districtOf(rows: readonly { name: string; unit: string }[], seed: string): DemoDistrict {
  const random = chances(seed, 'district');
  const hamletCounts = sharesOf(HAMLETS, rows.length, 5, 9, random);
  const hornCounts = sharesOf(HORNS, HAMLETS * NODES_A_HAMLET, 2, 5, random);
  const fates = fatesOf(hamletCounts, seed);
  const prefixes = prefixesOf(rows.map((row) => row.name));
  let hamletIndex = 0;
  const communes = rows.map(({ name, unit }, index): DemoCommune => {
    const words = chances(seed, 'names', name);
    const named = unit !== 'thị trấn' && words() < 0.25;
    let nodeNumber = 0;
    const hamlets = Array.from({ length: hamletCounts[index] ?? 0 }, (_, position): DemoHamlet => {
      const fate = fates[hamletIndex] ?? 'well';
      const call = nameOf(unit, named, position);
      const nodes = Array.from({ length: NODES_A_HAMLET }, (__, which): DemoNode => {
        nodeNumber++;
        const code = `${prefixes[index]}-${String(nodeNumber).padStart(2, '0')}`;
        return {
          id: nodeIdFrom(bytesOf(seed, 'node', code)),
          code,
          place: PLACES[Math.floor(words() * PLACES.length)] ?? 'Nhà văn hóa',
          horns: hornCounts[hamletIndex * NODES_A_HAMLET + which] ?? 3,
          sensor: fate === 'deaf' ? 'none' : words() < 0.5 ? 'microphone' : 'current',
          latitude: round(18.6 + words() * 0.12),
          longitude: round(105.56 + words() * 0.12),
          fate: fate === 'half-mute' && which === 1 ? 'well' : fate,
        };
      });
      hamletIndex++;
      return {
        id: areaIdFrom(bytesOf(seed, 'hamlet', name, position)),
        ...call,
        households: 90 + Math.floor(words() * 170),
        nodes,
      };
    });
    return { id: areaIdFrom(bytesOf(seed, 'commune', name)), name, unit, hamlets };
  });
  return { province: { id: areaIdFrom(bytesOf(seed, 'province')), name: 'Nghệ An' }, communes };
}

export function nodesOf(district: DemoDistrict): DemoNode[] {
  return district.communes.flatMap((commune) => commune.hamlets.flatMap((hamlet) => hamlet.nodes));
}

function nameOf(unit: string, named: boolean, position: number): { name: string; unit: string } {
  if (unit === 'thị trấn') return { name: `Khối ${position + 1}`, unit: 'khối' };
  if (named) return { name: `Thôn ${THON_NAMES[position] ?? position + 1}`, unit: 'thôn' };
  return { name: `Xóm ${position + 1}`, unit: 'xóm' };
}

/** Short and different: initials, with more letters of the last word where two communes share them. */
function prefixesOf(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const words = foldForSearch(name).toUpperCase().split(' ');
    const last = words.at(-1) ?? '';
    const initials = words
      .slice(0, -1)
      .map((word) => word[0])
      .join('');
    for (let letters = 1; ; letters++) {
      const prefix = letters <= last.length ? initials + last.slice(0, letters) : `${initials}${last}${letters}`;
      if (taken.has(prefix)) continue;
      taken.add(prefix);
      return prefix;
    }
  });
}

export function bytesOf(...words: readonly (string | number)[]): Uint8Array {
  return createHash('sha256').update(words.join('\0')).digest();
}

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
