// pure
/**
 * Divides `total` among `count` so that each gets from `least` to `most` and nothing is left over or missing; which one gets
 * more is drawn. Throws RangeError when it cannot be done.
 */
export function sharesOf(total: number, count: number, least: number, most: number, random: () => number): number[] {
  if (total < count * least || total > count * most)
    throw new RangeError(`${total} cannot be divided among ${count} from ${least} to ${most} each`);
  const base = Math.floor(total / count);
  const shares = Array.from({ length: count }, (_, index) => base + (index < total - base * count ? 1 : 0));
  for (let swap = 0; swap < count * 3; swap++) {
    const from = Math.floor(random() * count);
    const to = Math.floor(random() * count);
    const given = shares[from] ?? 0;
    const taken = shares[to] ?? 0;
    if (from === to || given <= least || taken >= most) continue;
    shares[from] = given - 1;
    shares[to] = taken + 1;
  }
  return shares;
}
