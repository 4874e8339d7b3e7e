# A group of seven, who mostly have not met: begun, talked in, changed, left.

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
$ alice ebb invite
= LINK
$ erin ebb join $LINK --name erin
~ You are @erin
$ alice ebb invite
= LINK
$ frank ebb join $LINK --name frank
~ You are @frank
$ alice ebb invite
= LINK
$ grace ebb join $LINK --name grace
~ You are @grace

# Whom nobody knows is left out; everybody else is in.
$ alice ebb group create Newsroom @bob @carol @dave @erin @frank @nobody
! Not added: @nobody. Nobody here has this name. Check the spelling.
$ alice ebb group show '#Newsroom'
~ #Newsroom (#1): 6 people
~ @alice (you), administrator
~ @frank
$ alice ebb send '#Newsroom' 'Welcome, all'
| Sent.
$ frank ebb read '#Newsroom'
~ @alice added @frank.
~ @alice: Welcome, all
$ frank ebb send '#Newsroom' 'Good to be here'
| Sent.
$ carol ebb read '#Newsroom'
~ @alice: Welcome, all
~ @frank: Good to be here

# Members may shorten the clocks, and no more.
$ bob ebb group rename '#Newsroom' Mine
! Only administrators of this group can do this. Ask one of them.
$ bob ebb group add '#Newsroom' @grace
! Only administrators of this group can do this. Ask one of them.
$ bob ebb timer '#Newsroom' --ceiling 1d
~ go 1d after sending
$ bob ebb timer '#Newsroom' --ceiling 2d
! This is longer than the conversation or the organisation allows.*

# Another administrator, another name, somebody new who sees nothing from before.
$ alice ebb group admin '#Newsroom' @bob
~ @bob, administrator
$ bob ebb group rename '#Newsroom' 'Night desk'
~ #Night desk (#1): 6 people
$ bob ebb group add '#Night desk' @grace
~ @grace
$ bob ebb send '#Night desk' 'Grace is here'
| Sent.
$ grace ebb read '#Night desk'
~ @bob: Grace is here

# A picture is one, and small.
$ bob ebb group picture '#Night desk' package.json
! A group's picture is a JPEG or a WebP of at most 4096 bytes. Name another.
$ bob ebb group picture '#Night desk'
2 *name a file, or say --none*

# Only administrators write.
$ bob ebb group rules '#Night desk' --announcements
~ 7 people
$ grace ebb send '#Night desk' 'May I?'
! Only administrators write in this group. What you wrote is kept and goes out by itself.
$ grace ebb send '#Night desk' 'And now?'
! Only administrators write in this group.
$ bob ebb group rules '#Night desk' --no-announcements
~ 7 people

# Removed, left.
$ alice ebb group remove '#Night desk' @carol
~ 6 people
$ carol ebb read '#Night desk'
~ @alice removed @carol.
$ carol ebb send '#Night desk' 'Hello?'
! You are not in this group any more. Ask an administrator to add you.
$ dave ebb group leave '#Night desk'
| You have left #Night desk. What was said there goes when its time has come.
$ dave ebb group leave '#Night desk'
! You are not in this group any more. Ask an administrator to add you.
$ alice ebb read '#Nothing'
! There is no such group here. Look with: ebb chats.
