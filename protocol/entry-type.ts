/** JWS `typ` of what a node writes into its log; in a file of its own, since the page that verifies needs it without the schemas. */
export const ENTRY_TYP = 'loaxa-entry+jws';
