// pure
import type { CampaignDetail } from '../../protocol/api/campaigns.ts';

export type CommuneCompliance = Omit<CampaignDetail['byCommune'][number], 'name'>;

/**
 * Who complied: every bulletin of the campaign aired at least so often. `aired` and `planned` count by commune and bulletin; what
 * was aired was also planned, be it by hand.
 */
export function compliance(
  campaign: { readonly bulletins: readonly string[]; readonly communes: readonly string[]; readonly airings: number },
  aired: (commune: string, bulletin: string) => number,
  planned: (commune: string, bulletin: string) => number,
): CommuneCompliance[] {
  return campaign.communes.map((commune) => {
    const bulletins = campaign.bulletins.map((bulletin) => {
      const count = aired(commune, bulletin);
      return { bulletin, planned: Math.max(planned(commune, bulletin), count), aired: count };
    });
    return { commune, bulletins, complied: bulletins.every((one) => one.aired >= campaign.airings) };
  });
}
