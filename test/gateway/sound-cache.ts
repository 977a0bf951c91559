/** What whole gateways speak in one run of the tests is made once (launch/test.js). */
export const SOUND_CACHE = { LOAXA_SOUND_CACHE: process.env.LOAXA_SOUND_CACHE };
