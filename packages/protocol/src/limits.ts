/** Every bound of the wire in one place. Sizes in bytes, times in seconds. A server's configuration may lower some. */
const minute = 60
const hour = 60 * minute
export const day = 24 * hour

/** Padded sizes of a message's plaintext. */
export const messageSizes = [256, 1024, 4096, 16_384, 65_536] as const
/** Padded sizes of a commit's plaintext: the messages', and larger ones. */
export const commitSizes = [...messageSizes, 262_144, 1_048_576, 4_194_304] as const

export const limits = {
  /** MLS framing, sender data, tag and padding length around a padded plaintext. */
  sealOverhead: 512,
  /** CBOR nesting. */
  depth: 8,
  /** One frame's header. */
  header: 65_536,
  /** One WebSocket message from a client. */
  clientFrame: 4_194_304 + 65_536,
  /** Frames in one WebSocket message from a client. */
  asksPerMessage: 4096,
  handle: 32,
  devicesPerAccount: 16,
  chainEntry: 8192,
  chainEntries: 1000,
  keyPackage: 8192,
  keyPackagesPerDevice: 100,
  /** Enough to begin a group of the largest size. */
  keyPackagesClaimedPerHour: 1200,
  /** Of one account by one account: of a hundred, some are left for others. */
  keyPackagesClaimedOfOnePerHour: 60,
  letter: 16_384,
  knownLetter: 1_048_576,
  strangersLetters: 20,
  knownLetters: 1000,
  letterLife: 30 * day,
  /** Channels that a welcome may name as left. */
  replacedChannels: 16,
  inboxTokens: 4096,
  invitationLife: 7 * day,
  invitationsPerDay: 50,
  channelsPerHour: 200,
  opensPerConnection: 5000,
  requestsPerSecond: 500,
  /** Of one account in one channel. */
  commitsPerChannelAndMinute: 30,
  bytesPerChannelAndMinute: 16_777_216,
  /** Between two commits of a channel; as often again for each one of late beyond `commitsAtEase`. One is forgotten in `commitRest`. */
  commitInterval: 1,
  commitsAtEase: 5,
  commitRest: 8,
  /** Of one account's commits that wait for their turn. */
  commitBytesWaiting: 16_777_216,
  commitLife: 30 * day,
  ceiling: 28 * day,
  /** How far ahead a bucket may end: the longest ceiling, an hour's rounding and a day for clocks that differ. */
  bucketAhead: 28 * day + hour + day,
  /** How long (seq, id) of an expired entry stay. */
  tombstoneLife: 30 * day,
  /** Server time further ahead of the local clock than this destroys nothing by itself. */
  clockTrust: hour,
  /** Seconds a connection may take to authenticate. */
  handshake: 10,
  /** Bytes that it may say before. */
  unauthenticated: 65_536,
  /** Bytes queued towards one connection before reading stops. */
  outgoing: 4_194_304,
  /** Of an IPv6 address the first 64 bits count. */
  connectionsPerAddress: 1000,
  /**
   * Lines of one address that may be there at once while nobody has authenticated on them, or have gone so; a tenth of so
   * many a second more, and so many where somebody has. So many wait for that.
   */
  strangersPerAddress: 50,
  connectsPerAddressAndSecond: 50,
  connectsWaitingPerAddress: 100,
  /** Sockets of one process. */
  connections: 65_536,
  /** Seconds in which a request must have come: then it is cut. */
  request: 10,
  /** Seconds between pings; a line that did not answer the last one is dead. */
  heartbeat: 60,
  pingsPerMinute: 120,
  /** Seconds in which a message must have come as a whole, and bytes of those of all lines that have not. */
  message: 300,
  unfinished: 268_435_456,
  /** Attempts to come in with an invitation that nobody made. */
  wrongInvitationsPerLine: 5,
  wrongInvitationsPerAddressAndHour: 100,
  keyPackageLife: 30 * day,
  /** Of one blob, and of all that a device puts within an hour. */
  blob: 4_194_304,
  blobBytesPerHour: 2_147_483_648,
  /** Of blobs that are being put, on one connection and on all. */
  blobBytesUnderWay: 16_777_216,
  allBlobBytesUnderWay: 268_435_456,
  /** Bytes of one attachment. */
  attachment: 104_857_600,
  /** Of what stands for it in the message: a small picture, and how loud somebody speaks. */
  preview: 8192,
  waveform: 128,
  /** Accounts in a group, and how many of them may be administrators. */
  groupMembers: 1000,
  admins: 100,
  /** Accounts in a group in which receipts are sent: each message may cost two from everybody, and each of those reaches everybody. */
  receiptAccounts: 50,
  /** UTF-16 units. */
  groupName: 100,
  groupPicture: 4096,
  /** Links into one group, whom each of them asks, how long it is open, and how many it lets in. */
  groupLinks: 16,
  groupLinkAdmins: 5,
  groupLinkLife: 28 * day,
  groupLinkUses: 100,
  /** Epochs of groups that two compare at once, and how many of one group each device knows. */
  epochMarks: 128,
  knownEpochs: 32,
  /** Bytes of a report in a fault lane, how many lie in a lane and how long, and of how many epochs a device reads them. */
  report: 8192,
  reportsInLane: 64,
  reportLife: 7 * day,
  lanesOfChannel: 8,
  /** Of one account in one lane, and in all within an hour. */
  reportsPerAccount: 4,
  reportsPerHour: 60,
  /** Requests by links that wait in one group for an administrator. */
  knocks: 50,
} as const
export type Limits = { readonly [Name in keyof typeof limits]: number }
