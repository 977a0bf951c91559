/** Ways out to people: SMTP, a web hook, the Telegram Bot API, and any SMS or Zalo gateway that takes one HTTP request. */
export const CHANNEL_KINDS = ['mail', 'web-hook', 'telegram', 'sms'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;
export const HTTP_METHODS = ['POST', 'PUT', 'GET'] as const;
export const BODY_FORMS = ['json', 'form', 'text'] as const;
export type BodyForm = (typeof BODY_FORMS)[number];

/** What an HTTP template may hold; `{key}` is the channel's secret. */
export const PLACEHOLDERS = ['phone', 'text', 'link', 'key'] as const;

/**
 * held: quiet hours of whoever gets it; waiting: to be sent, or again; sent: the other side took it; merged: said by a
 * digest, or over before anybody was told; failed: given up.
 */
export const MESSAGE_STATES = ['held', 'waiting', 'sent', 'merged', 'failed'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Why a message is written. `reminder-1`, `reminder-2`, … are stored with their number. */
export const MESSAGE_STEPS = ['opened', 'grew', 'over', 'reminder', 'assigned', 'digest', 'test'] as const;
export type MessageStep = (typeof MESSAGE_STEPS)[number];

/** At night only what leaves a place without a loudspeaker wakes a person; editable for each subscription. */
export const DEFAULT_NIGHT = { from: '21:00', to: '05:00', criticalPasses: true } as const;

/** International or national digits, as a gateway takes them. */
export const PHONE = /^\+?\d{8,15}$/;
/** A private chat, a group (negative), or a public channel by its name. */
export const TELEGRAM_CHAT = /^(-?\d{3,20}|@[A-Za-z]\w{4,31})$/;
