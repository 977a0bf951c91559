// pure
import { BULLETIN_CLASSES, type BulletinClass } from '../../protocol/classes.ts';

/** A programme is as urgent as the most urgent thing in it. */
export function mostUrgent(classes: readonly BulletinClass[]): BulletinClass {
  return BULLETIN_CLASSES.find((one) => classes.includes(one)) ?? 'normal';
}
