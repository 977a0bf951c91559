import { Checkbox, NativeSelect, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Coverage } from '../../protocol/api/coverage.ts';
import type { Period } from '../../protocol/api/periods.ts';
import type { DossierInput } from '../../protocol/api/reports.ts';
import { DOSSIER_PARTS } from '../../protocol/reports.ts';
import { daysBetween } from '../../protocol/vietnam-time.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useReachable } from '../data/Gateway.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useDossiers, useMakeDossier } from './ask.ts';
import { DossierState } from './DossierState.tsx';

type Part = (typeof DOSSIER_PARTS)[number];

interface Props {
  data: Coverage;
  period: Period | undefined;
  communes: readonly { readonly id: string; readonly name: string; readonly hamlets: number }[];
  onClose: () => void;
}

/** Which parts, of how many hamlets and months; then the making itself, until it can be taken home whole. */
export function DossierSheet({ data, period, communes, onClose }: Props) {
  const { say } = useWords();
  const [commune, setCommune] = useState(communes[0]?.id ?? '');
  const [parts, setParts] = useState<readonly Part[]>(DOSSIER_PARTS);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const reachable = useReachable();
  const make = useMakeDossier();
  const order = () => {
    const missing = parts.length === 0 ? [{ field: 'dossier-pdf', message: say('dossier.parts-missing') }] : [];
    setErrors(missing);
    if (missing.length > 0) return;
    const input: DossierInput = {
      area: commune,
      from: data.from,
      to: data.to,
      rule: data.rule.id,
      ...(period ? { period: period.id } : {}),
      parts: [...parts],
    };
    make.mutate(input);
  };
  if (make.data)
    return (
      <Sheet title={say('dossier.title')} onClose={onClose}>
        <Stack>
          <Making area={commune} id={make.data.id} onAgain={order} />
          <SheetActions onClose={onClose} over />
        </Stack>
      </Sheet>
    );
  const chosen = communes.find((one) => one.id === commune);
  return (
    <FormSheet
      title={say('dossier.title')}
      errors={errors}
      submit={say('dossier.make')}
      busy={make.isPending}
      onSubmit={order}
      onClose={onClose}
      lead={
        <p>
          {say('dossier.of', {
            name: chosen?.name ?? '',
            hamlets: chosen?.hamlets ?? 0,
            months: monthsIn(data.from, data.to),
            from: dayText(data.from),
            to: dayText(data.to),
          })}
        </p>
      }
    >
      <ProblemNotice error={make.error} />
      {!reachable && <Notice meaning="unknown">{say('dossier.no-network')}</Notice>}
      {communes.length > 1 && (
        <NativeSelect
          label={say('area.commune')}
          value={commune}
          onChange={(event) => setCommune(event.currentTarget.value)}
          data={communes.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <fieldset style={{ border: 'none', margin: 0, padding: 0 }}>
        <legend style={{ padding: 0 }}>{say('dossier.parts')}</legend>
        <Stack gap="sm" mt="sm">
          {DOSSIER_PARTS.map((part) => (
            <Checkbox
              key={part}
              id={`dossier-${part}`}
              size="md"
              label={say(`dossier-part.${part}`)}
              checked={parts.includes(part)}
              onChange={(event) =>
                setParts(event.currentTarget.checked ? [...parts, part] : parts.filter((one) => one !== part))
              }
            />
          ))}
        </Stack>
      </fieldset>
    </FormSheet>
  );
}

function Making({ area, id, onAgain }: { area: string; id: string; onAgain: () => void }) {
  const dossier = useDossiers(area).data?.items.find((one) => one.id === id);
  return dossier ? <DossierState dossier={dossier} onAgain={onAgain} /> : null;
}

const DAYS_OF_A_MONTH = 30.4;

/** How many months a window has, as people say it: 90 days are three. */
export function monthsIn(from: string, to: string): number {
  return Math.max(1, Math.round(daysBetween(from, to).length / DAYS_OF_A_MONTH));
}
