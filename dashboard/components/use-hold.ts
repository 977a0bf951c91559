import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';

/** Starting is slow on purpose (UX §1.4): a slip of the finger is shorter than this. */
export const HOLD_MS = 2_000;
const STEP_MS = 250;

/**
 * A press that must last: by pointer, Enter or Space. Releasing, sliding off, losing the focus or the window ends it
 * without effect; one press fires once, however long it lasts.
 */
export function useHold(onHeld: () => void) {
  const [heldMs, setHeldMs] = useState(0);
  const press = useRef<(() => void) | undefined>(undefined);
  const held = useRef(onHeld);
  held.current = onHeld;

  const release = () => {
    press.current?.();
    press.current = undefined;
    setHeldMs(0);
  };
  useEffect(() => () => press.current?.(), []);

  const begin = (button: HTMLElement, pointer?: number) => {
    if (press.current) return;
    const from = performance.now();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const steps = setInterval(() => setHeldMs(Math.min(HOLD_MS, performance.now() - from)), STEP_MS);
    const fire = () => {
      // A release that already waits in the queue goes first: only then is it a whole press.
      waiting = setTimeout(() => {
        release();
        held.current();
      }, 0);
    };
    const timer = setTimeout(fire, HOLD_MS);
    const slide = (event: globalThis.PointerEvent) => {
      if (event.pointerId === pointer && !contains(button, event)) release();
    };
    const hide = () => document.visibilityState === 'hidden' && release();
    window.addEventListener('pointermove', slide);
    for (const name of ['pointerup', 'pointercancel', 'blur'] as const) window.addEventListener(name, release);
    document.addEventListener('visibilitychange', hide);
    press.current = () => {
      clearInterval(steps);
      clearTimeout(timer);
      clearTimeout(waiting);
      window.removeEventListener('pointermove', slide);
      for (const name of ['pointerup', 'pointercancel', 'blur'] as const) window.removeEventListener(name, release);
      document.removeEventListener('visibilitychange', hide);
    };
    setHeldMs(1);
  };

  return {
    heldMs,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLButtonElement>) => {
        if (event.button === 0 && event.isPrimary) begin(event.currentTarget, event.pointerId);
      },
      onPointerLeave: release,
      onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        // The keyboard repeats a key that is held; only its first word begins a press.
        if (!event.repeat) begin(event.currentTarget);
      },
      onKeyUp: release,
      onBlur: release,
      onContextMenu: (event: { preventDefault(): void }) => event.preventDefault(),
    },
  };
}

function contains(element: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const box = element.getBoundingClientRect();
  return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
}
