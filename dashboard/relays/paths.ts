export const RELAYS_PATH = '/quan-tri/dai-tiep-am';
