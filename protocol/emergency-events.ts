/** What an emergency is about, for words and pictures. `search` (tìm người) is priority, not here (DOMAIN §6). */
export const EMERGENCY_EVENTS = ['flood', 'discharge', 'storm', 'fire', 'landslide', 'epidemic', 'other'] as const;
