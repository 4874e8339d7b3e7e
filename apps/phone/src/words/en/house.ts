/** Everything around the conversations, in English. Handles come without `@`. */
const rule = new Intl.PluralRules('en')
const many = (count: number, one: string, other: string): string => (rule.select(count) === 'one' ? one : other)

export const house = {
  tryAgain: 'Try again',
  next: 'Continue',
  copied: 'Copied',
  copyFailed: 'This browser does not let anything be copied. Mark the text and copy it yourself.',
  show: 'Show passphrase',
  hide: 'Hide passphrase',

  steps: {
    all: 'Steps',
    invitation: 'Invitation',
    name: 'Name',
    device: 'This device',
    done: 'done',
  },

  joining: {
    title: 'Welcome to Ebb',
    welcome: 'Messages that are sealed on your device and vanish when their time has come.',
    groupLink:
      'The link that you opened leads into a group on this server. You need an account here first: join with an invitation, then you are shown the group.',
    byInvitation: 'You join with an invitation from somebody on the server: a link or a code, for one person.',
    scan: 'Scan the code',
    orPaste: 'or paste the link',
    link: 'Invitation link',
    linkHint: 'It begins with https:// and ends with many letters.',
    invited: 'You are invited',
    invitedBy: (handle: string) => `@${handle} invites you`,
    invitedByServer: 'The server invites you',
    toServer: 'Server',
    validUntil: 'Valid until',
    longestStay: 'Kept for',
    atMost: (span: string) => `${span} at most`,
    once: 'It works once, for one person.',
    another: 'Use another invitation',
    elsewhere: (host: string) => `This invitation is for ${host}. Open it there; your account lives on that server.`,
    openThere: (host: string) => `Open at ${host}`,
    alreadyHere: 'This device already belongs to somebody. The invitation was not used.',

    nameTitle: 'Your name and passphrase',
    nameTitleOnly: 'Choose your name',
    name: 'Name',
    nameHint: 'Others on this server find you by it. It cannot be changed later.',
    keysReady: 'Your keys are made. Open your invitation once more to join.',
    passphrase: 'Passphrase',
    passphraseHint: 'It opens Ebb on this device. Several random words are best.',
    again: 'Passphrase again',
    notTheSame: 'The two are not the same.',
    chooseStronger: 'Make it longer: at least “fair” is needed.',
    choosePassphrase: 'Choose a passphrase.',
    nobodyRestores: 'Nobody can restore it',
    nobodyRestoresText:
      'No administrator and no server can. Without it everything on this device is lost. Keep it in a password manager, or on paper in a safe place.',
    offer: 'Make one for me',
    offerAnother: 'Make another',
    offered: (count: number, bits: number) =>
      `${count} words drawn by chance: ${bits} bits. Write them down before you go on.`,

    deviceTitle: 'Ebb on this device',
    deviceFirstTitle: 'Install Ebb first',
    ready: 'Ready to join',
    as: (handle: string, host: string) => `You will be @${handle} on ${host}.`,
    join: 'Make keys and join',
    joinOnly: 'Join',
    makingKeys: 'Making your keys…',
    joining: 'Joining the server…',
    stayHere: 'Continue in the browser all the same',
    copyLink: 'Copy the invitation',
  },

  strength: {
    label: 'Strength',
    bits: (bits: number) => `about ${bits} bits`,
    levels: { weak: 'Weak', fair: 'Fair', good: 'Good', strong: 'Strong' },
    means: {
      weak: 'Somebody who copies this device’s storage could find it within days.',
      fair: 'Somebody with many machines would need weeks or months.',
      good: 'Somebody with many machines would need many years.',
      strong: 'Out of reach for anybody we know of.',
    },
  },

  install: {
    title: 'Install Ebb',
    installed: 'Ebb is installed',
    installedText: 'It starts from its own icon, also without a connection.',
    why: 'It starts from its own icon, also without a connection, and the browser is more willing to keep what it stores.',
    whyFirst:
      'Here the installed app has storage of its own. Keys that you make in this browser stay behind, and are erased after 7 days without a visit. So install first and make your keys there.',
    inBrowser: 'Ebb in this browser',
    button: 'Install',
    carry: 'Copy your invitation first, and paste it in the installed app.',
    ios: {
      share: 'Tap the share button of the browser.',
      add: 'Choose “Add to Home Screen”.',
      open: 'Open Ebb from its icon, and paste the invitation there.',
    },
    iosInside: 'This page is open inside another app, which cannot install. Copy the invitation and open it in Safari.',
    mac: {
      share: 'In the menu “File”, choose “Add to Dock”.',
      open: 'Open Ebb from the Dock, and paste the invitation there.',
    },
    androidMenu: 'In the browser’s menu (⋮), choose “Install app” or “Add to Home screen”.',
    androidFirefox: 'In Firefox’s menu (⋮), choose “Add app to Home screen”.',
    desktopChromium: 'At the end of the address bar there is a sign for installing; or look in the browser’s menu.',
    desktopFirefox:
      'Firefox on a computer does not install apps. Ebb works in this window; keep it as a bookmark. Your keys lie in this browser’s profile.',
    none: 'This browser may not install apps. Ebb works in this window; keep it as a bookmark.',
  },

  keeping: {
    kept: 'The browser keeps your keys',
    keptText: 'It has promised not to erase them by itself. Clearing the site’s data still would.',
    notKept: 'The browser may erase your keys',
    notKeptText:
      'When space runs low, or after a long time without a visit, it may erase everything of this site. Your account here would then be lost. Use the app now and then, and install it where that is possible; then ask again.',
    ask: 'Ask to keep them',
    refused:
      'The browser did not promise it. Use the app for a while, install it where that is possible, then ask again.',
  },

  lockScreen: {
    title: 'Ebb is locked',
    passphrase: 'Passphrase',
    unlock: 'Unlock',
    opening: 'Opening…',
    openingText: 'Slow on purpose: so is guessing.',
    withDevice: 'Unlock with this device',
    orPassphrase: 'or with the passphrase',
    deviceFailed: 'The device did not unlock it. Use the passphrase.',
    deviceNotFitting: 'This device’s unlocking does not open it any more. Use the passphrase.',
    forgotten: 'Forgotten?',
    forgottenTitle: 'Nobody can restore it',
    forgottenText:
      'The passphrase is known to nobody but you: no administrator and no server can open this device. Think of other spellings, or look in your password manager.',
    forgottenWays:
      'If it is really lost, what is on this device is lost too. You can erase it and join again with a new invitation, under another name. The people you write with must verify you anew.',
    eraseInstead: 'Erase this device',
  },

  settings: {
    title: 'Settings',
    profile: 'You',
    copyName: 'Copy your name',
    onServer: (host: string) => `on ${host}`,
    invite: 'Invite somebody',
    lockNow: 'Lock now',

    lock: 'Lock',
    lockAfter: 'Lock by itself',
    lockAfterText: 'After this time without use.',
    after: {
      1: 'After 1 minute',
      5: 'After 5 minutes',
      15: 'After 15 minutes',
      60: 'After 1 hour',
      never: 'Never',
    },
    device: 'Unlock with this device',
    deviceText:
      'Fingerprint, face or security key, besides the passphrase. If your system copies passkeys to a cloud, whoever gets into that and has this device’s storage can open it.',
    deviceNone: 'This browser does not offer it.',
    deviceOn: 'From now on this device unlocks Ebb too.',
    deviceOff: 'From now on only the passphrase unlocks Ebb.',
    deviceNoPrf: 'What this device offers cannot make keys. The passphrase remains the only way.',
    deviceCancelled: 'Nothing was changed.',
    changePassphrase: 'Change passphrase',

    privacy: 'Privacy',
    receipts: 'Delivery and read receipts',
    receiptsText: (most: number) =>
      `Off: nobody learns when you have read, and you do not learn it of others. On: both, in groups of up to ${most} people too.`,
    typing: 'Typing notices',
    typingText:
      'Off: nobody sees that you are writing, and you do not see it of others. On: both. The server can tell that you write.',
    notifications: 'Notifications',
    notificationsText:
      'Only “There is something new”, never who or what. For now only while Ebb is open: the server cannot wake it yet.',
    notificationsDenied: 'The browser does not allow it. Allow notifications for this site in its settings.',
    notificationsNone: 'This browser shows none here. On an iPhone, install the app first.',
    blocked: 'Blocked people',
    blockedCount: (count: number) => (count === 0 ? 'Nobody' : many(count, '1 person', `${count} people`)),

    language: 'Language',

    storage: 'Storage',
    used: 'Used on this device',

    about: 'About',
    promises: 'What this app promises, and what not',
    version: 'Version',
    build: 'Build',
    buildText: 'A mark of the files this app was made of. A false app could show any mark.',
    updateTitle: 'An update is here',
    updateText: 'Ebb starts anew and has to be unlocked again.',
    updateNow: 'Update now',

    erase: 'Erase this device',
    eraseText: 'Your account here, all messages and all keys.',
  },

  change: {
    title: 'Change passphrase',
    old: 'Passphrase until now',
    fresh: 'New passphrase',
    change: 'Change',
    changing: 'Changing…',
    changed: 'From now on the new passphrase opens Ebb.',
    text: 'A copy of this device’s storage that was made before still opens with the old one.',
  },

  erase: {
    title: 'Erase this device?',
    text: 'The keys are overwritten and everything is removed: your account on this device, all conversations and messages. Nobody can bring it back.',
    others:
      'What you have sent stays with the others until its time has come. Your name on the server cannot be taken again.',
    type: (word: string) => `Type “${word}” to confirm`,
    word: 'erase',
    yes: 'Erase everything',
    erasing: 'Erasing…',
  },

  blockedPeople: {
    title: 'Blocked people',
    none: 'Nobody is blocked',
    noneText: 'Whoever you block can no longer write to you, and is not told.',
    unblock: 'Unblock',
    unblocked: (handle: string) => `@${handle} can write to you again.`,
  },

  request: {
    title: (handle: string) => `@${handle} wants to write to you`,
    unknown: 'You do not know each other here yet. Anybody on this server can ask.',
    reading: 'Reading this tells nobody.',
    accepting: 'If you accept, you can both write from then on.',
    accept: 'Accept',
    block: 'Block',
    blockTitle: (handle: string) => `Block @${handle}?`,
    blockText:
      'They can no longer write to you, and are not told. What they wrote goes from this device at once and cannot be brought back.',
    verifyLater: 'A name alone proves nothing: compare the safety number when it matters.',
  },

  invite: {
    title: 'Invite somebody',
    text: 'An invitation lets one person join your server. It works once and for seven days.',
    trust:
      'Whoever has it first can use it. Give it only to the person it is meant for: show the code, or send the link by a way that you trust.',
    make: 'Make an invitation',
    making: 'Making it…',
    another: 'Make another',
    ready: 'The invitation is ready',
    code: 'Code of the invitation, to scan with a camera',
    link: 'Link of the invitation',
    share: 'Share',
    copy: 'Copy',
    shareTitle: 'Invitation to Ebb',
    forOne: 'For one person, seven days',
    notKept: 'It is not kept here: when you leave this screen it is gone, and you make a new one.',
  },

  scan: {
    title: 'Scan a code',
    hint: 'Hold the camera so that the code is in the frame.',
    starting: 'Starting the camera…',
    picture: 'Picture of the camera',
    private: 'The picture never leaves this device.',
    denied: 'Ebb may not use the camera. Allow it for this site in the browser’s settings, or paste the text instead.',
    none: 'No camera could be used here. Paste the text instead.',
    paste: 'Text of the code',
    use: 'Use',
  },

  trouble: {
    bugTitle: 'Something went wrong inside the app',
    bugText: 'What is stored stays where it is, and nothing is reported to anybody. Load the app anew, then unlock it.',
    diskTitle: 'The storage of this device failed',
    reload: 'Load anew',
    asleepTitle: 'Open in another tab',
    asleepText:
      'Ebb is open in another tab or window, and that one does not answer. Go to it or close it: then this one goes on by itself.',
  },
}
