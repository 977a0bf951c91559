/**
 * The chosen areas after a click on one. Choosing an area drops what was chosen below it (it is taken in);
 * unchoosing an area that was covered by one above leaves nothing half-said: the one above goes, the click is kept for the next.
 */
export function chosenAfter(
  chosen: readonly string[],
  area: string,
  above: readonly string[],
  below: readonly string[],
  wasChosen: boolean,
): string[] {
  if (wasChosen) return chosen.filter((one) => one !== area && !above.includes(one));
  return [...chosen.filter((one) => !below.includes(one)), area];
}
