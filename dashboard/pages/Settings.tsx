import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { areaTitle } from '../components/area-title.ts';
import { Filters } from '../components/Filters.tsx';
import { Loading } from '../components/Loading.tsx';
import { Page } from '../components/Page.tsx';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { FirmwareLink } from '../firmware/FirmwareLink.tsx';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viNotify } from '../i18n/vi-notify.ts';
import { viRemote } from '../i18n/vi-remote.ts';
import { viSettings } from '../i18n/vi-settings.ts';
import { viSpeech } from '../i18n/vi-speech.ts';
import { SystemTabs } from '../notify/SystemTabs.tsx';
import { SelfTestSettings } from '../remote/SelfTestSettings.tsx';
import { useBoardArea } from '../schedule/board-area.ts';
import { useHours } from '../settings/ask.ts';
import { ContactsCard } from '../settings/ContactsCard.tsx';
import { HoursCard } from '../settings/HoursCard.tsx';
import { OutsideCard } from '../settings/OutsideCard.tsx';
import { TemplatesCard } from '../settings/TemplatesCard.tsx';
import { VoiceCards } from '../settings/VoiceCards.tsx';
import { DictionaryCard } from '../speech/DictionaryCard.tsx';

knowWords(viSettings);
knowWords(viRemote);
knowWords(viNotify);
knowWords(viSpeech);

/** «Xã này được phát khi nào, to bao nhiêu, gọi ai, đọc gì khi khẩn cấp?» */
export function Settings() {
  const { say } = useWords();
  const { area, choose, mustChoose } = useBoardArea();
  const { role } = useMe().account;
  return (
    <Page title={say('menu.settings')} sentence={area && <Sentence area={area} />}>
      {may(role, 'run-system') && <SystemTabs />}
      {mustChoose && (
        <Filters>
          <AreaSelect value={area} onChange={choose} mustChoose />
        </Filters>
      )}
      {area === undefined ? <Loading rows={8} /> : <Commune key={area} area={area} />}
      <OutsideCard />
      {may(role, 'run-system') && <FirmwareLink />}
    </Page>
  );
}

function Sentence({ area }: { area: string }) {
  const { say } = useWords();
  const commune = useArea(area).data;
  const hours = useHours('quiet', area).data;
  if (!commune || !hours) return null;
  const name = areaTitle(commune);
  return hours.windows.length === 0
    ? say('settings.sentence-none', { name })
    : say('settings.sentence', { name, windows: hours.windows.map(({ from, to }) => `${from}–${to}`).join(', ') });
}

function Commune({ area }: { area: string }) {
  const commune = useArea(area);
  const home = useMe().account.areas[0];
  const parent = useArea(commune.data?.parent);
  return (
    <Answer query={commune} rows={8}>
      {(shown) => {
        const here = { id: shown.id, name: areaTitle(shown) };
        // A province's account also keeps what holds for all its communes.
        const wider =
          parent.data && parent.data.id === home ? { id: parent.data.id, name: areaTitle(parent.data) } : undefined;
        const above = parent.data && { id: parent.data.id, name: areaTitle(parent.data) };
        const own = wider ? [here, wider] : [here];
        return (
          <div style={{ display: 'grid', gap: 16 }}>
            <HoursCard kind="quiet" area={area} />
            <HoursCard kind="allowed" area={area} />
            <VoiceCards area={area} />
            <DictionaryCard area={area} />
            {wider && <DictionaryCard area={wider.id} name={wider.name} />}
            <SelfTestSettings area={area} />
            <ContactsCard area={area} above={above} />
            <TemplatesCard status="actual" area={here} own={own} />
            <TemplatesCard status="exercise" area={here} own={own} />
          </div>
        );
      }}
    </Answer>
  );
}
