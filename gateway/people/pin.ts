// pure
import { RuleError } from '../errors.ts';

/** The same figure six times, or a run up or down: what is tried first. */
export function isWeakPin(pin: string): boolean {
  const steps = [...pin].slice(1).map((figure, index) => Number(figure) - Number(pin[index]));
  return [0, 1, -1].some((step) => steps.every((one) => one === step));
}

/** Throws RuleError for a PIN that is guessed first. */
export function requireStrongPin(pin: string): void {
  if (isWeakPin(pin))
    throw new RuleError(
      'weak-pin',
      'This PIN is guessed first; choose six figures that are no run and not all the same.',
    );
}
