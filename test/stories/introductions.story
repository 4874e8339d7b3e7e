# Alice knows Bob and Carol, who do not know each other, and introduces them.

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

$ alice ebb introduce @bob @carol
! There is no conversation with this person yet. Send them something first.
$ alice ebb send @bob 'Hello, Bob'
| Sent.
$ bob ebb send @alice 'Hello, Alice'
| Sent.
$ alice ebb send @carol 'Hello, Carol'
| Sent.
$ carol ebb send @alice 'Hello, Alice'
| Sent.
$ alice ebb introduce @bob @carol
| You have told @bob and @carol of each other. Each of them decides.
$ bob ebb introductions
| @alice introduces @carol: ebb meet @carol, or ebb meet @carol --no
$ bob ebb meet @carol
~ You can write to @carol: under the account that @alice knows.
$ bob ebb send @carol 'Alice says hello'
| Sent.
$ bob ebb chats
~ not verified
~ introduced by @alice
$ carol ebb chats
~ @bob
~ request · 1 new
~ introduced by @alice
$ carol ebb meet @bob --no
| You have not met @bob. Nobody is told.
$ carol ebb meet @bob
! There is no such introduction any more.
$ carol ebb introductions
| Nobody was introduced to you.
