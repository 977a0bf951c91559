const NAME = 'loaxa-speaking';

/** Of this tab only: the session that was spoken in when the page went. */
export function rememberSpeaking(session: string | undefined): void {
  try {
    if (session === undefined) sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, session);
  } catch {
    // Without it a reload is only not explained.
  }
}

/** The session that this tab was reloaded out of. */
export function speakingBefore(): string | undefined {
  try {
    return sessionStorage.getItem(NAME) ?? undefined;
  } catch {
    return undefined;
  }
}
