# Two people talk, sealed, and it vanishes.

server starts

$ alice ebb join $INVITE --name alice
| You are @alice on http://127.0.0.1:* *
$ alice ebb invite
= LINK
$ bob ebb join $LINK --name bob
| You are @bob on http://127.0.0.1:* *

# An invitation lets in one person.
$ eve ebb join $LINK --name eve
! This invitation was used already. Ask for a new one.
$ alice ebb invite
= SECOND
$ eve ebb join $SECOND --name bob
! Somebody already has this name. Choose another.

# Bob is away while Alice writes.
$ alice ebb send @bob 'The meeting is at nine.'
| Sent.
$ bob ebb read @alice
| *@alice: The meeting is at nine.*
$ bob ebb send @alice 'I will be there.'
| Sent.
$ alice ebb read @bob
| *you: The meeting is at nine. ✓*
| *@bob: I will be there.*

# The server restarts in between; nothing is lost.
server restarts
$ bob ebb send @alice 'By the back door?'
| Sent.
$ alice ebb read @bob
| *you: The meeting is at nine. ✓*
| *@bob: I will be there.*
| *@bob: By the back door?*

# The safety number is the same on both sides.
$ alice ebb --json verify @bob
= NUMBER digits
$ bob ebb --json verify @alice
| *$NUMBER*

# Both clocks of a conversation, agreed between its members.
$ alice ebb timer @bob --ceiling 1d
| New messages with @bob go 1d after sending.
$ bob ebb chats
| @alice * · 1d
|     By the back door?
$ bob ebb send @alice 'Too long a life' --ceiling 1w
! This is longer than the conversation or the organisation allows. Choose a shorter time, or change the timer first.
$ bob ebb send @alice 'Another tongue' --ceiling 7x
2 *Write for example 30s, 5m, 1h, 1d or 4w.*

# One message ends fifteen seconds after sending, one three seconds after reading.
$ alice ebb send @bob 'burn after sending' --ceiling 15s
| Sent.
$ alice ebb send @bob 'burn after reading' --after-read 3s
| Sent.
$ bob ebb read @alice
~ burn after sending
~ burn after reading
attacker reads 'burn after sending'
attacker reads 'burn after reading'
attacker reads 'The meeting is at nine.'
wait 16
$ bob ebb read @alice
- burn after
~ The meeting is at nine.
$ alice ebb read @bob
- burn after
~ The meeting is at nine.
attacker does not read 'burn after sending'
attacker does not read 'burn after reading'
attacker reads 'The meeting is at nine.'

# Within its bucket, a minute here, the server has forgotten it too.
server forgets within 70

# Refusals say what to do.
$ alice ebb send @nobody-here hello
! Nobody here has this name. Check the spelling.
$ alice ebb read @eve
! There is no conversation with this person yet. Send them something first.
$ alice with the passphrase 'not it' ebb chats
! This passphrase does not open this home. Try again.
server stops
$ alice ebb send @bob 'Kept for later'
! The server cannot be reached. What you wrote is kept and goes out when it can.
server starts
$ alice ebb chats
~ @bob
$ bob ebb read @alice
~ Kept for later
