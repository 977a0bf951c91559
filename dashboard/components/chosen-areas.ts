/** An area on the way from the root to the one clicked, with all that lie directly below it. */
export interface Ancestor {
  readonly id: string;
  readonly children: readonly string[];
}

/** Is it chosen itself, or taken in by one above it? */
export function isCovered(chosen: readonly string[], area: string, above: readonly Ancestor[]): boolean {
  return chosen.includes(area) || above.some((ancestor) => chosen.includes(ancestor.id));
}

/**
 * The chosen areas after a click on one (`above` from the root down). Choosing an area drops what was chosen below it:
 * it is taken in. Unchoosing one that a whole takes in leaves the rest of that whole chosen.
 */
export function chosenAfter(
  chosen: readonly string[],
  area: string,
  above: readonly Ancestor[],
  below: readonly string[],
): string[] {
  if (!isCovered(chosen, area, above)) return [...chosen.filter((one) => !below.includes(one)), area];
  const whole = above.findIndex((ancestor) => chosen.includes(ancestor.id));
  if (whole === -1) return chosen.filter((one) => one !== area);
  const path = [...above.slice(whole).map((ancestor) => ancestor.id), area];
  const rest = above
    .slice(whole)
    .flatMap((ancestor, depth) => ancestor.children.filter((id) => id !== path[depth + 1]));
  return [...chosen.filter((one) => one !== path[0] && one !== area), ...rest];
}
