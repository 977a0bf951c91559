/** Addresses of pages with an id. Ids, not names: communes merge (UX §2). */
export const hamletPath = (hamlet: string) => `/thon/${hamlet}`;
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
