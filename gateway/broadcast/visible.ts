// pure
import type { Person, Scope } from '../http/app.ts';

/**
 * Which of the areas that own something a person may look at: the own ones with everything below, and those above, since
 * what a province makes is there for its communes. With `area` only what concerns that area.
 */
export function visibleAreas(scope: Scope, person: Person, owners: readonly string[], area?: string): string[] {
  const concerns = (owner: string, place: string) => scope.isWithin(owner, [place]) || scope.isWithin(place, [owner]);
  return owners.filter(
    (owner) => person.areas.some((own) => concerns(owner, own)) && (area === undefined || concerns(owner, area)),
  );
}
