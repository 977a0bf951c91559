// pure
/** «7F3A-91»: enough of a content's hash to compare by eye. */
export function shortCode(hash: string): string {
  return `${hash.slice(0, 4)}-${hash.slice(4, 6)}`.toUpperCase();
}
