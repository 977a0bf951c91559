import type { Area, Node } from '../../../protocol/api/areas.ts';
import { chance, seededArea, seededNode } from './random.ts';

/** How the loudspeakers of a hamlet behave in the fake world. */
export type Character = 'good' | 'weak' | 'mute' | 'dark' | 'new' | 'none';

export interface Places {
  readonly province: Area;
  readonly communes: readonly Area[];
  readonly hamlets: readonly Area[];
  readonly nodes: Node[];
  readonly characters: ReadonlyMap<string, Character>;
}

const HAMLETS = ['Đông', 'Đoài', 'Thượng', 'Ân 2', 'Ấp 2', 'Ấp 10', 'An Đình'];
const COMMUNES = [
  'Thị trấn Hưng Nguyên',
  'Hưng Lĩnh',
  'Long Xá',
  'Xuân Lam',
  'Hưng Thành',
  'Châu Nhân',
  'Hưng Lợi',
  'Hưng Phúc',
  'Hưng Thịnh',
  'Hưng Mỹ',
  'Hưng Tân',
  'Hưng Thông',
  'Hưng Tây',
  'Hưng Yên Bắc',
  'Hưng Yên Nam',
  'Hưng Nghĩa',
  'Hưng Đạo',
  'Hưng Trung',
];

/** The 18 communes of Hưng Nguyên, 7 hamlets each, 2 nodes with 4 and 3 horns a hamlet: 126 hamlets, 252 nodes, 882 horns. */
export function createPlaces(now: number): Places {
  const province = area('province', 'Nghệ An', 'tỉnh');
  const communes = COMMUNES.map((name) =>
    area('commune', name, name.startsWith('Thị trấn') ? 'thị trấn' : 'xã', province.id),
  );
  const hamlets = communes.flatMap((commune) => HAMLETS.map((name) => area('hamlet', name, 'xóm', commune.id)));
  const characters = new Map(hamlets.map((hamlet) => [hamlet.id, characterOf(hamlet.id)]));
  const nodes = hamlets.flatMap((hamlet, index) => {
    const commune = communes[Math.floor(index / HAMLETS.length)];
    if (!commune || characters.get(hamlet.id) === 'none') return [];
    return [4, 3].map((horns, place) =>
      createNode(hamlet, commune, index * 2 + place + 1, horns, characters.get(hamlet.id) ?? 'good', now),
    );
  });
  return { province, communes, hamlets, nodes, characters };
}

function area(kind: Area['kind'], name: string, unit: string, parent?: string): Area {
  return {
    id: seededArea(kind, name, parent ?? ''),
    kind,
    name,
    unit,
    ...(parent ? { parent } : {}),
    validFrom: '2020-01-01',
    ...(kind === 'commune' ? { formerDistrict: 'Hưng Nguyên', region: 'I' as const } : {}),
    predecessors: [],
  };
}

function characterOf(hamlet: string): Character {
  const dice = chance('character', hamlet);
  if (dice < 0.72) return 'good';
  if (dice < 0.83) return 'weak';
  if (dice < 0.88) return 'mute';
  if (dice < 0.94) return 'dark';
  return 'new';
}

function createNode(
  hamlet: Area,
  commune: Area,
  number: number,
  horns: number,
  character: Character,
  now: number,
): Node {
  const id = seededNode(hamlet.id, number);
  const dark = character === 'dark' && horns === 4;
  const presence = dark ? 'offline' : chance('unobserved', id) < 0.02 ? 'unobserved' : 'online';
  return {
    id,
    hamlet: hamlet.id,
    hamletName: `Xóm ${hamlet.name}`,
    commune: commune.id,
    communeName: commune.name,
    code: `HN-${String(number).padStart(3, '0')}`,
    place: horns === 4 ? 'nhà văn hóa' : `cột ${Math.floor(chance('pole', id) * 30) + 1}`,
    technology: 'ip',
    horns,
    enrolled: true,
    presence,
    lastSeenAt:
      now - (dark ? Math.floor(chance('since', id) * 40 + 1) * 3_600_000 : Math.floor(chance('beat', id) * 30_000)),
    firmware: '1.4.2',
    sensor: chance('sensor', id) < 0.5 ? 'microphone' : 'current',
    rssiDbm: -60 - Math.floor(chance('rssi', id) * 45),
    mainsVolts: dark ? 0 : 215 + Math.floor(chance('volts', id) * 20),
    celsius: 26 + Math.floor(chance('celsius', id) * 14),
    volume: 70,
  };
}
