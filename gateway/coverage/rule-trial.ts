// pure
import type { Coverage } from '../../protocol/api/coverage.ts';
import type { Trial } from '../../protocol/api/periods.ts';

/** Which hamlets and communes the second answer judges otherwise than the first, both about the same area and window. */
export function trialOf(before: Coverage, after: Coverage): Trial {
  const { id, version } = before.rule;
  const now = new Map(after.hamlets.map((hamlet) => [hamlet.hamlet, hamlet]));
  const communesNow = new Map(after.communes.map((commune) => [commune.area, commune]));
  return {
    ...{ from: before.from, to: before.to, against: { id, version }, judged: before.hamlets.length },
    changes: before.hamlets.flatMap((old) => {
      const fresh = now.get(old.hamlet);
      if (!fresh || fresh.verdict === old.verdict) return [];
      return [
        {
          ...{ hamlet: old.hamlet, name: old.name, communeName: old.communeName },
          ...{ before: old.verdict, after: fresh.verdict, lowerBefore: old.lower, lowerAfter: fresh.lower },
        },
      ];
    }),
    communes: before.communes.flatMap((old) => {
      const fresh = communesNow.get(old.area);
      if (!fresh || fresh.verdict === old.verdict) return [];
      return [{ commune: old.area, name: old.name, before: old.verdict, after: fresh.verdict }];
    }),
  };
}
