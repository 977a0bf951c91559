export const ROUNDS_PATH = '/dot-tham-dinh';
export const NEW_ROUND_PATH = `${ROUNDS_PATH}/moi`;
export const roundPath = (round: string) => `${ROUNDS_PATH}/${round}`;
export const roundCommunePath = (round: string, commune: string) => `${roundPath(round)}/xa/${commune}`;
