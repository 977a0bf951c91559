import type { Campaign } from '../../protocol/api/campaigns.ts';
import { Mark } from '../components/Mark.tsx';
import type { Meaning } from '../components/meaning.ts';
import tag from '../components/StateTag.module.css';
import { useWords } from '../i18n/Language.tsx';
import type { TextKey } from '../i18n/say.ts';

type Shown = Pick<Campaign, 'cancelledAt' | 'from' | 'deadline' | 'communes' | 'complied'>;

/** How a campaign stands: everybody did it, still time, or the day is over. */
export function CampaignState({ campaign, today }: { campaign: Shown; today: string }) {
  const { say } = useWords();
  const [meaning, word] = told(campaign, today);
  return (
    <span className={tag.tag} data-meaning={meaning}>
      <Mark meaning={meaning} />
      <span>{say(word)}</span>
    </span>
  );
}

function told({ cancelledAt, from, deadline, communes, complied }: Shown, today: string): [Meaning, TextKey] {
  if (cancelledAt !== undefined) return ['excused', 'campaign.state.cancelled'];
  if (complied >= communes) return ['good', 'campaign.state.done'];
  if (today > deadline) return ['bad', 'campaign.state.over'];
  return today < from ? ['planned', 'campaign.state.ahead'] : ['partial', 'campaign.state.running'];
}
