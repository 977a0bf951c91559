// pure

/** Is it one of these hosts, or (`*.example.vn`) below one of them? Names as `URL` gives them: small, IPv6 in brackets. */
export function isAllowedHost(hostname: string, allowed: readonly string[]): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return allowed.some((one) =>
    one.startsWith('*.') ? name.endsWith(one.slice(1)) && name.length > one.length - 1 : name === one,
  );
}
