/** Addresses of pages with an id. Ids, not names: communes merge (UX §2). */
export const hamletPath = (hamlet: string) => `/thon/${hamlet}`;
/** A session: hamlet, Vietnamese day, part of the day. */
export const sessionPath = (hamlet: string, day: string, part: string) => `${hamletPath(hamlet)}/buoi/${day}/${part}`;
/** What the verdict tables say of a period: its id, or `hien-tai` for the open one. */
export const APPRAISAL_PATH = '/tham-dinh';
export const communeVerdictPath = (period: string, commune: string) => `${APPRAISAL_PATH}/${period}/xa/${commune}`;
export const hamletVerdictPath = (period: string, hamlet: string) => `${APPRAISAL_PATH}/${period}/thon/${hamlet}`;
export const receiptPath = (position: number) => `/bien-nhan/${position}`;
export const rawPath = (position: number) => `/ban-tin-goc/${position}`;
export const nodePath = (node: string) => `/cum-loa/${node}`;
/** A run's id may be `{programme}@{dueAt}`; both signs may stand in a path as they are. */
export const runPath = (run: string) => `/luot-phat/${run}`;
export const overviewPath = (area: string) => `/tong-quan?xa=${area}`;
export const PEOPLE_PATH = '/quan-tri/nguoi-dung';
export const personPath = (account: string) => `${PEOPLE_PATH}/${account}`;
export const NEW_PERSON_PATH = `${PEOPLE_PATH}/moi`;
export const BULLETINS_PATH = '/ban-tin';
export const bulletinPath = (bulletin: string) => `${BULLETINS_PATH}/${bulletin}`;
export const APPROVALS_PATH = '/duyet';
export const approvalPath = (item: string) => `${APPROVALS_PATH}/${item}`;
/** The wizard of a programme that begins with this bulletin. */
export const newProgrammePath = (bulletin: string) => `/lich/moi?ban-tin=${bulletin}`;
export const INSPECTIONS_PATH = '/kiem-tra';
export const NEW_INSPECTION_PATH = `${INSPECTIONS_PATH}/moi`;
export const inspectionPath = (inspection: string) => `${INSPECTIONS_PATH}/${inspection}`;
export const HAND_LOG_PATH = '/so-phat-thanh';
export const CASES_PATH = '/su-co';
export const casePath = (one: string) => `${CASES_PATH}/${one}`;
/** Where a node is asked to do something from afar. */
export const remotePath = (node: string) => `${nodePath(node)}#lenh`;
