// pure

import { chance } from '../../firmware-sim/scenarios/chance.ts';
import type { ProgrammeInput } from '../../protocol/api/broadcast.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import type { DemoDistrict } from './district.ts';
import type { DemoText } from './texts.ts';

/** A text that is spoken, or the station that is passed on. */
export type Said = DemoText['key'] | 'relay';

/** A programme of the demo, its bulletins by the key of their text. */
export interface DemoProgramme {
  readonly title: string;
  readonly says: readonly Said[];
  readonly area: string;
  readonly recurrence: ProgrammeInput['recurrence'];
}

const MONDAY_TO_SATURDAY = [1, 2, 3, 4, 5, 6];
/** Of a hundred hamlets so many have a weekly word of their own. */
const HAMLET_SHARE = 0.06;
/** Of a hundred communes so many pass the province's station on in the morning. */
const RELAY_SHARE = 0.35;

/** Does it pass the province's station on in the morning? */
export function passesOn({ name }: { readonly name: string }, seed: string): boolean {
  return chance(seed, 'relay', name) < RELAY_SHARE;
}

/** The customary day (DOMAIN §3.4): two sessions from Monday to Saturday in every commune, and here and there a hamlet's own. */
export function programmesOf(district: DemoDistrict, from: Day, seed: string): DemoProgramme[] {
  return district.communes.flatMap((commune): DemoProgramme[] => {
    const evening = chance(seed, 'afternoon', commune.name) < 0.5 ? '17:00' : '17:15';
    const extra = chance(seed, 'extra', commune.name) < 0.5 ? 'farming' : 'health';
    const common = { from, except: [], weekdays: MONDAY_TO_SATURDAY };
    return [
      {
        title: `Chương trình sáng · ${commune.name}`,
        says: passesOn(commune, seed) ? ['opening', 'relay', 'morning'] : ['opening', 'morning'],
        area: commune.id,
        recurrence: { ...common, times: ['05:00'] },
      },
      {
        title: `Chương trình chiều · ${commune.name}`,
        says: ['opening', 'afternoon', extra],
        area: commune.id,
        recurrence: { ...common, times: [evening] },
      },
      ...commune.hamlets
        .filter((hamlet) => chance(seed, 'own word', hamlet.id) < HAMLET_SHARE)
        .map(
          (hamlet): DemoProgramme => ({
            title: `Nhắc lịch thu gom rác · ${hamlet.name}`,
            says: ['waste'],
            area: hamlet.id,
            recurrence: { ...common, weekdays: [2, 5], times: ['17:40'] },
          }),
        ),
    ];
  });
}
