/** What the app promises and what not, in English. Says nothing that THREATS.md does not. */
export const promises = {
  title: 'What this app promises',
  intro: 'Plain words, because you should know what to rely on. Nobody outside has audited this app yet.',
  isTitle: 'What is protected',
  is: {
    server: {
      title: 'From the server and whoever runs it',
      text: 'Messages are sealed on your device. The server has no key to read them, cannot write in your name and cannot join a conversation. What it stores does not say who writes with whom.',
    },
    changed: {
      title: 'From being changed on the way',
      text: 'A message that is changed, swapped or sent twice by the server is noticed and not taken.',
    },
    network: {
      title: 'From the network',
      text: 'Nobody on the way can read or change anything. They see that your device talks to the server, when and how much.',
    },
    ended: {
      title: 'What has vanished',
      text: 'When the time of a message is over, its key is overwritten on this device. Then nobody can read it from these files, not even with your passphrase. What ended while the app was closed is destroyed when it starts, before anything is shown; until then the key is still there.',
    },
    thief: {
      title: 'From whoever takes the locked device',
      text: 'Without the passphrase nothing can be read. They can copy the files and try passphrases elsewhere; each try costs time on purpose. A strong passphrase is what holds.',
    },
    member: {
      title: 'From the other side of a conversation',
      text: 'They cannot write in your name, delete what you wrote, or keep their messages on your device longer than the conversation allows.',
    },
  },
  isNotTitle: 'What is not protected',
  isNot: {
    other: {
      title: 'What the other side does',
      text: 'They can keep what you sent, photograph it and give it away. Vanishing protects against finds, not against the person you write to.',
    },
    app: {
      title: 'A false app from the server',
      text: 'This app comes from your server. Whoever controls the server or its address can serve another one that reads everything, and nothing in a browser can prevent that. Only a program that is checked before it runs could.',
    },
    running: {
      title: 'What a running server sees',
      text: 'Whoever controls it sees which connection opens which conversation and writes when. They can hold messages back, let people in and keep people out. A message held back looks like silence.',
    },
    first: {
      title: 'The first meeting',
      text: 'The server could give you a false account for a name that you have never met. Comparing the safety number shows it. A later change is noticed by itself.',
    },
    open: {
      title: 'A device that is taken while unlocked',
      text: 'Whoever holds it reads everything that has not vanished. Lock it, or let it lock by itself. Locking ends the part of the app that holds the keys; a web app cannot wipe every trace from memory.',
    },
    below: {
      title: 'Below the files',
      text: 'Flash memory, snapshots and backups may keep old copies of what was overwritten. No app can promise anything about that.',
    },
    lost: {
      title: 'A lost device or passphrase',
      text: 'There is one device per account and no way to recover it yet. The browser may also erase what it stores, above all when the app is not installed.',
    },
    later: {
      title: 'Computers of the future',
      text: 'Texts are sealed against quantum computers that come later. Who wrote to whom first is not. A quantum computer that exists while you write could take somebody’s place.',
    },
  },
}
