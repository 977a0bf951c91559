import { useEffect, useRef } from 'react';
import type { Confirmation } from '../../protocol/api/people.ts';
import { WaitingSheet } from '../components/WaitingSheet.tsx';
import { useOwnConfirmation } from '../data/confirmations.ts';

interface Props {
  asked: Confirmation;
  onConfirmed: () => void;
  onClose: () => void;
}

/** An emergency over several communes: the countdown begins by itself when the other person has said yes. */
export function SecondPerson({ asked, onConfirmed, onClose }: Props) {
  const { state } = useOwnConfirmation(asked);
  const begin = useRef(onConfirmed);
  begin.current = onConfirmed;
  useEffect(() => {
    if (state === 'confirmed') begin.current();
  }, [state]);
  return <WaitingSheet asked={asked} onClose={onClose} />;
}
