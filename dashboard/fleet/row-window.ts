export interface RowWindow {
  /** First and last row to draw, both included; `last` is before `first` when there is none. */
  readonly first: number;
  readonly last: number;
  /** Height of what is not drawn, above and below. */
  readonly above: number;
  readonly below: number;
}

/** Which of `count` rows of one height are in view at `scrollTop`, with some more on either side so that scrolling shows no gap. */
export function rowWindow(count: number, rowHeight: number, height: number, scrollTop: number, spare = 8): RowWindow {
  const top = Math.max(0, Math.min(scrollTop, count * rowHeight - height));
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(count - 1, Math.ceil((top + height) / rowHeight) + spare);
  return { first, last, above: first * rowHeight, below: Math.max(0, count - 1 - last) * rowHeight };
}
