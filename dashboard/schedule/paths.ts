/** Addresses of the timetable's pages. */
export const SCHEDULE_PATH = '/lich';
export const CAMPAIGNS_PATH = '/dot-tuyen-truyen';
export const NEW_CAMPAIGN_PATH = `${CAMPAIGNS_PATH}/moi`;
export const campaignPath = (campaign: string) => `${CAMPAIGNS_PATH}/${campaign}`;

/** A programme; `at` opens one of its runs. */
export const programmePath = (programme: string, at?: number) =>
  `${SCHEDULE_PATH}/${programme}${at === undefined ? '' : `?luot=${at}`}`;
export const willSoundPath = (hamlet?: string) => `/se-phat${hamlet ? `?thon=${hamlet}` : ''}`;

/** A step of the wizard: of a new programme, or of one that is changed. */
export function wizardPath(step: number, change?: string): string {
  return `${SCHEDULE_PATH}/moi?${change ? `sua=${change}&` : ''}buoc=${step}`;
}
export const NEW_PROGRAMME_PATH = `${SCHEDULE_PATH}/moi`;
/** A new programme that begins with a day and a time. */
export const newAtPath = (day: string, time: string) => `${NEW_PROGRAMME_PATH}?moi=1&ngay=${day}&gio=${time}`;
