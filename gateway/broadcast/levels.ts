// pure
import type { AreaKind } from '../../protocol/api/areas.ts';
import { BULLETIN_CLASSES, type BulletinClass, type SourceLevel } from '../../protocol/classes.ts';

/** Who speaks when an area speaks. */
export function levelOf(kind: AreaKind): SourceLevel {
  return kind;
}

/** A programme is as urgent as the most urgent thing in it. */
export function mostUrgent(classes: readonly BulletinClass[]): BulletinClass {
  return BULLETIN_CLASSES.find((one) => classes.includes(one)) ?? 'normal';
}
