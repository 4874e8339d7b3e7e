# A link into a group: asked by, decided about, and of no use any more.

server starts
$ alice ebb join $INVITE --name alice
~ You are @alice

$ alice ebb invite
= LINK
$ bob ebb join $LINK --name bob
~ You are @bob
$ alice ebb invite
= LINK
$ carol ebb join $LINK --name carol
~ You are @carol
$ alice ebb invite
= LINK
$ dave ebb join $LINK --name dave
~ You are @dave
$ alice ebb group create 'Night desk'
~ #Night desk (#1): 1 people
$ alice ebb send '#Night desk' 'From before'
| Sent.

# Bob asks, and Alice lets him in.
$ alice ebb group link '#Night desk'
= GROUP
$ bob ebb group join 'no link'
! This is not a link into a group. Copy the whole link, with everything after the #.
$ bob ebb group join $GROUP
~ You have asked to join #Night desk, into which @alice invites. An administrator decides.
$ bob ebb group asked
~ Night desk (by @alice): asked; nobody has answered yet
$ alice ebb group links '#Night desk'
~ 1  by @alice, an administrator decides, 0 of 100 let in,
~ @bob asks to join
$ alice ebb group admit '#Night desk' @bob
~ #Night desk (#1): 2 people
~ @bob
$ alice ebb send '#Night desk' 'Bob is here'
| Sent.
$ bob ebb read '#Night desk'
~ @alice added @bob.
~ @alice: Bob is here
$ bob ebb group asked
| You wait for no answer.
$ bob ebb group link '#Night desk'
! Only administrators of this group can do this. Ask one of them.
$ bob ebb read '#Night desk'
~ @alice: Bob is here

# Carol is declined, and not told by whom.
$ carol ebb group join $GROUP
~ You have asked to join #Night desk
$ alice ebb group decline '#Night desk' @carol
~ 2 people
$ carol ebb group asked
~ Night desk (by @alice): An administrator has declined. Ask them by another way.
$ carol ebb group asked
| You wait for no answer.

# A link that lets in one, without asking anybody; then it is used up, and the first one is revoked.
$ alice ebb group link '#Night desk' --open --most 1 --for 1h
= OPEN
$ dave ebb group join $OPEN
~ You are let in when a device of an administrator is online.
$ alice ebb group links '#Night desk'
~ One link leads into this group:
$ dave ebb read '#Night desk'
~ @alice added @dave.
$ alice ebb group links '#Night desk'
~ One link leads into this group:
~ 1  by @alice, an administrator decides, 1 of 100 let in,
$ carol ebb group join $OPEN
~ You have asked to join
$ alice ebb group unlink '#Night desk' 1
| This link leads nowhere any more. Who came by it stays.
$ carol ebb group asked
~ This link has let in as many as it should, or the group is full. Ask an administrator for a new one.
$ alice ebb group links '#Night desk'
~ No link leads into this group.
