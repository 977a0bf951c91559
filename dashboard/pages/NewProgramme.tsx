import { useSearchParams } from 'wouter';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { knowWords } from '../i18n/known-words.ts';
import { viException } from '../i18n/vi-exception.ts';
import { viLibrary } from '../i18n/vi-library.ts';
import { viRelay } from '../i18n/vi-relay.ts';
import { viSchedule } from '../i18n/vi-schedule.ts';
import { useProgramme } from '../schedule/ask.ts';
import { emptyForm, formOf } from '../schedule/programme-form.ts';
import { Wizard } from '../schedule/Wizard.tsx';

knowWords(viSchedule);
knowWords(viException);
knowWords(viLibrary);
knowWords(viRelay);

/** The wizard: of a new programme, or with `?sua=` of one that is changed. Each has a draft of its own. */
export function NewProgramme() {
  const [query] = useSearchParams();
  const change = query.get('sua');
  return change ? <Change key={change} id={change} /> : <New key="new" />;
}

function New() {
  const { account } = useMe();
  const today = dayOf(useServerNow(60_000));
  return <Wizard of="new" start={emptyForm(today, account.areas)} />;
}

function Change({ id }: { id: string }) {
  const programme = useProgramme(id);
  return (
    <Answer query={programme} rows={8}>
      {(found) => <Wizard of={id} start={formOf(found)} seen={found} />}
    </Answer>
  );
}
