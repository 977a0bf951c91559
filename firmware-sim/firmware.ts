/** What a node of this program calls its firmware. */
export const FIRMWARE = 'loaxa-node 0.1.0';
