import type {
  Attachment,
  DueInspection,
  HandLogEntry,
  Inspection,
  InspectionInput,
  Licence,
} from '../../../protocol/api/inspections.ts';
import { addDays, dayOf } from '../../../protocol/vietnam-time.ts';
import type { Places } from './places.ts';
import { seededSha256, seededUlid } from './random.ts';

const DAY_MS = 86_400_000;

/** Visits, the log kept by hand, licences and their papers; hamlets 4 to 6 of the second and third commune have FM or wires. */
export class InspectionWorld {
  readonly files = new Map<string, Attachment & { readonly content: Buffer }>();
  readonly records: Inspection[] = [];
  readonly log: HandLogEntry[] = [];
  readonly licences: Licence[] = [];
  readonly due: DueInspection[];
  /** Every record that came in, also a second time. */
  readonly sent: string[] = [];
  /** So many answers get lost on the way, after the record was kept. */
  loseAnswers = 0;
  readonly #places: Places;

  constructor(places: Places, now: () => number) {
    this.#places = places;
    const today = dayOf(now());
    this.due = places.hamlets.flatMap((hamlet, index): DueInspection[] => {
      const commune = places.communes.find(({ id }) => id === hamlet.parent);
      const [nth, place] = [Math.floor(index / 7), index % 7];
      if (!commune || (nth !== 1 && nth !== 2) || place < 4) return [];
      const visits = nth === 1 ? place - 4 : 0;
      return [
        {
          ...{ hamlet: hamlet.id, name: hamlet.name, commune: commune.id, communeName: commune.name },
          ...{ technologies: [place === 6 ? 'wired' : 'fm'], visits, required: 2 },
          ...(visits === 0 ? {} : { lastAt: now() - visits * 12 * DAY_MS }),
          ...(visits === 1 ? { nextFrom: addDays(today, 18) } : {}),
        },
      ];
    });
    this.due.sort((a, b) => a.visits - b.visits);
    const [, linh, xa] = places.communes;
    if (!linh || !xa) throw new Error('the fake world has no second commune');
    for (const [commune, days] of [
      [linh, 42],
      [xa, -3],
    ] as const)
      this.licences.push({
        ...{ commune: commune.id, communeName: commune.name, number: `${days + 100}/GP-CTS`, frequencyMhz: 92.5 },
        ...{ issuedBy: 'Cục Tần số', from: '2024-01-01', to: addDays(today, days), daysLeft: days },
      });
    this.licences.sort((a, b) => a.daysLeft - b.daysLeft);
    for (const [index, title] of ['Tiếp âm VOV1', 'Tin trong xã'].entries())
      this.log.push({
        ...{
          id: seededUlid('log', index),
          commune: linh.id,
          day: addDays(today, -1 - index),
          from: '05:00',
          to: '05:30',
        },
        ...{ title, field: 'general', genre: index === 0 ? 'relay' : 'news', language: 'vi', onDuty: 'Nga', note: '' },
        ...{ communeName: linh.name, byName: 'Nguyễn Thị Nga', recordedAt: now() - index * DAY_MS },
      });
    const hamlet = places.hamlets[13];
    if (hamlet)
      this.records.push(
        this.asRecord(
          {
            ...{ id: seededUlid('inspection', 1), commune: linh.id, at: now() - 24 * DAY_MS, unannounced: true },
            ...{ basis: 'Quyết định 12/QĐ-SVHTTDL', present: 'Ông Đông, trưởng thôn; chị Nga, đài xã' },
            ...{
              frequencyMhz: 92.5,
              licence: '142/GP-CTS',
              proposals: 'Thay hai loa',
              conclusion: 'Loa kêu, hai loa rè',
            },
            lines: [
              {
                ...{ hamlet: hamlet.id, place: 'Nhà văn hóa', latitude: 18.66873, longitude: 105.63114 },
                ...{ technology: 'wired', households: 142, hornsThere: 6, hornsSounding: 4, quality: 'distorted' },
                ...{ amplifier: 'good', wiring: 'poor', power: 'grid', duringSession: true },
                ...{ photos: [], shortcomings: 'Dây chùng, hai loa không có tiếng' },
              },
            ],
          },
          'Bùi Văn Kiểm',
          now() - 24 * DAY_MS,
        ),
      );
  }

  keep(name: string, content: Buffer): Attachment {
    const sha256 = seededSha256(content.toString('latin1'));
    const file = { sha256, name, type: 'image/jpeg' as const, bytes: content.length, content };
    this.files.set(sha256, file);
    return file;
  }

  asRecord(input: InspectionInput, byName: string, recordedAt: number): Inspection {
    return {
      ...input,
      communeName: this.#nameOf(input.commune),
      lines: input.lines.map((line) => {
        const nodeCode = this.#places.nodes.find(({ id }) => id === line.node)?.code;
        return { ...line, hamletName: this.#nameOf(line.hamlet), ...(nodeCode ? { nodeCode } : {}) };
      }),
      ...{ byName, recordedAt, fromOutside: true },
    };
  }

  #nameOf(area: string): string {
    return [...this.#places.communes, ...this.#places.hamlets].find(({ id }) => id === area)?.name ?? area;
  }
}
