/** The invitation in an address, where it is one: `https://host/i#…`, whether or not what follows holds together. */
export function invitationIn(address: {
  readonly origin: string
  readonly pathname: string
  readonly hash: string
}): string | undefined {
  const { origin, pathname, hash } = address
  return /^\/i\/?$/.test(pathname) && hash.length > 1 ? `${origin}/i${hash}` : undefined
}
