export const RULES_PATH = '/quan-tri/quy-tac';
export const PERIODS_PATH = '/quan-tri/ky';
export const EXCLUSIONS_PATH = '/quan-tri/loai-tru';
export const NEW_EXCLUSION_PATH = `${EXCLUSIONS_PATH}/moi`;
export const draftPath = (rule: string) => `${RULES_PATH}/${encodeURIComponent(rule)}/soan`;
