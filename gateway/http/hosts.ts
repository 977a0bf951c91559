// pure

/** Does this address, or host to listen on, belong to this machine alone? A name other than localhost may be anything. */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:/, '');
  return plain === 'localhost' || plain === '::1' || /^127(\.\d{1,3}){3}$/.test(plain);
}

/** A host as it stands in an address: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** `https://host[:port]`, without the port that browsers take anyway. */
export function httpsOrigin(host: string, port: number): string {
  return `https://${urlHost(host)}${port === 443 ? '' : `:${port}`}`;
}
