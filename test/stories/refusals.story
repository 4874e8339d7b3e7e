# Every refusal is one line that says what to do; wrong usage ends with 2, refusals with 1.

server starts

# Wrong usage.
$ alice ebb
2 *
$ alice ebb dance
2 *unknown command 'dance'*
$ alice ebb send @bob
2 *send what? Give a text, or --file PATH.*
$ alice ebb join $INVITE
2 *required option '--name <name>' not specified*
$ alice ebb send @bob hello --ceiling soon
2 *Write for example 30s, 5m, 1h, 1d or 4w.*
$ alice ebb send @bob hello --after-read 0s
2 *Write for example 30s, 5m, 1h, 1d or 4w.*
$ alice ebb chats too many words
2 *too many arguments*

# No home yet.
$ alice ebb chats
! * holds no account. Join first, or choose another folder.
$ alice ebb verify @bob
! * holds no account. Join first, or choose another folder.

# Invitations that are none.
$ alice ebb join https://example.org/ --name alice
! This is not an invitation link. Copy the whole link, with everything after the #.
$ alice ebb join http://example.org/i#abc --name alice
! This is not an invitation link. Copy the whole link, with everything after the #.
$ alice ebb join $INVITE --name Alice!
! This is not a name. Use 2 to 32 lower-case letters, digits, dots and dashes, beginning with a letter*
$ alice ebb join $UNKNOWN --name alice
! The server does not know this invitation. Ask for a new one.
$ alice ebb join $EXPIRED --name alice
! This invitation has expired. Ask for a new one.
$ alice ebb join $FOREIGN --name alice
! Something answers at this address that is not the server you joined. Do not go on; ask your administrator.
$ alice ebb join $ELSEWHERE --name alice
! The server cannot be reached.*

# After all of that the home is still good for the right one; a program gets the refusal as an object.
$ alice ebb join $INVITE --name alice
| You are @alice on http://127.0.0.1:*
$ alice ebb join $INVITE --name alice
! Somebody has joined here already. Choose another home for another account.
$ alice ebb invite
= LINK
$ bob ebb join $INVITE --name bob
! This invitation was used already. Ask for a new one.
$ bob ebb join $LINK --name alice
! Somebody already has this name. Choose another.
$ bob ebb join $LINK --name bob
~ You are @bob

# To whom, and to whom not.
$ alice ebb send @alice 'Note to self'
! This is not a name.*
$ alice ebb send @nobody hello
! Nobody here has this name. Check the spelling.
$ alice ebb verify @bob
! There is no conversation with this person yet. Send them something first.
$ alice ebb timer @bob --ceiling 1h
! There is no conversation with this person yet. Send them something first.
$ alice ebb send @bob hello
| Sent.
$ alice ebb timer @bob
! Say which clock: --ceiling 1d, --after-read 30s or --no-after-read.
$ alice ebb send @bob hello --ceiling 5w
! This is longer than the conversation or the organisation allows. Choose a shorter time, or change the timer first.
$ alice ebb send @bob ''
! A message holds 1 to 60,000 bytes. Write less, or in parts.

# Passphrases.
$ alice with the passphrase 'the words of bob' ebb chats
! This passphrase does not open this home. Try again.
$ alice with the passphrase '' ebb chats
! There is nobody to ask for the passphrase. Set EBB_PASSPHRASE.

# One program at a time.
in another terminal bob runs
bob sees {"event":"caught-up"}
$ bob ebb chats
! * is open in another program. Close that one, then try again.
bob stops

# The server's own refusals.
server starts again in vain
! Another server is using this data directory. Stop it first, or give --data another directory.
server starts again in vain with --listen 127.0.0.1:$PORT
! Port $PORT is in use. Stop what uses it, or give --listen another port.
server starts again in vain with --listen [::]:0
! Clients come by plain http: only from this machine. Give --origin https://HOST, and put a proxy with TLS in front.
server starts again in vain with --data /dev/null/here --listen 127.0.0.1:0
! The data directory cannot be made or used. Give --data a directory that this user may write to.

# The server is away.
server stops
$ alice ebb invite
! The server cannot be reached. What you wrote is kept and goes out when it can.
$ alice ebb chats
~ @bob
? The server cannot be reached.
$ alice ebb --json send @bob 'not now'
! {"event":"refused","why":"offline","line":"The server cannot be reached. What you wrote is kept and goes out when it can."}
server starts
$ alice ebb read @bob
~ not now

# Stored data of another time, and none at all.
home of alice becomes newer
$ alice ebb chats
! * was written by a newer version. Update Ebb.
home of bob becomes damaged
$ bob ebb chats
! * is damaged. Restore it from a copy, or link this device anew.
