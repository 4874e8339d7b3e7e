interface Address {
  readonly origin: string
  readonly pathname: string
  readonly hash: string
}

/** The invitation in an address, where it is one: `https://host/i#…`, whether or not what follows holds together. */
export const invitationIn = (address: Address): string | undefined => linkIn(address, 'i')

/** The same for a link into a group, `https://host/g#…`. */
export const groupLinkIn = (address: Address): string | undefined => linkIn(address, 'g')

const linkIn = ({ origin, pathname, hash }: Address, path: 'i' | 'g'): string | undefined =>
  pathname.replace(/\/$/, '') === `/${path}` && hash.length > 1 ? `${origin}/${path}${hash}` : undefined
