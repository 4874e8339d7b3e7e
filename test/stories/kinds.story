# What messages can be beyond texts and files, in terminals.

server starts
$ alice ebb join $INVITE --name alice
~ You are @alice
$ alice ebb --json invite
= LINK link
$ bob ebb join $LINK --name bob
~ You are @bob
$ alice ebb --json invite
= LINK link
$ carol ebb join $LINK --name carol
~ You are @carol

in another terminal alice runs
alice sees {"event":"ready","name":"alice"}
in another terminal bob runs
bob sees {"event":"ready","name":"bob"}
in another terminal carol runs
carol sees {"event":"ready","name":"carol"}

# Sent on: it says neither whose it was nor where, and ends with what it was made from.
alice types {"do":"send","to":"bob","text":"the boat leaves at six","ceiling":"25s","id":1}
bob sees {"event":"message","with":"alice"*"the boat leaves at six"*}
= FIRST number
bob types {"do":"forward","from":"@alice","message":$FIRST,"to":"@carol","id":2}
bob sees {"event":"answer","id":2,"ok":true*}
carol sees {"event":"message","with":"bob"*"the boat leaves at six"*"forwarded":true*}
attacker reads 'the boat leaves at six'
bob types {"do":"forward","from":"alice","message":99,"to":"carol","id":3}
bob sees {"event":"answer","id":3,"ok":false,"why":"unknown-message"*}
wait 10
carol sees {"event":"gone","with":"bob"*}
alice sees {"event":"gone","with":"bob"*}
bob sees {"event":"gone","with":"alice"*}
bob sees {"event":"gone","with":"carol"*}
attacker does not read 'the boat leaves at six'

# In a group, a name of somebody who is in it is a mention.
alice types {"do":"create","name":"Pier","members":["@bob","@carol"],"id":4}
bob sees {"event":"conversation","with":"#Pier"}
carol sees {"event":"conversation","with":"#Pier"}
alice types {"do":"send","to":"#Pier","text":"@bob and @dave, are you there?","id":5}
bob sees {"event":"message","with":"#Pier"*"@bob and @dave, are you there?"*"mentions":["bob"]*}
carol sees {"event":"message","with":"#Pier"*"mentions":["bob"]*}

# A poll: answered, answered anew, closed.
alice types {"do":"poll","to":"#Pier","question":"When do we sail?","options":["at six","at nine"],"id":6}
alice sees {"event":"answer","id":6,"ok":true*}
= POLL message
bob sees {"event":"message","with":"#Pier"*"When do we sail?"*"poll":{"options":[{"text":"at six","votes":0*}
= BOBS number
bob types {"do":"vote","to":"#Pier","message":$BOBS,"options":[2],"id":7}
bob sees {"event":"answer","id":7,"ok":true}
alice sees {"event":"revised","with":"#Pier","number":$POLL}
alice types {"do":"read","to":"#Pier","id":8}
alice sees {"event":"answer","id":8,"ok":true*"text":"at nine","votes":1,"from":["bob"]*}
bob types {"do":"vote","to":"#Pier","message":$BOBS,"options":[1,2],"id":9}
bob sees {"event":"answer","id":9,"ok":false,"why":"bad-vote"*}
alice types {"do":"close","to":"#Pier","message":$POLL,"id":10}
alice sees {"event":"answer","id":10,"ok":true}
bob sees {"event":"revised","with":"#Pier","number":$BOBS}
bob types {"do":"vote","to":"#Pier","message":$BOBS,"options":[1],"id":11}
bob sees {"event":"answer","id":11,"ok":false,"why":"poll-closed"*}

# Pinned, for everybody, until it is taken down or goes.
alice types {"do":"pin","to":"#Pier","message":$POLL,"id":12}
alice sees {"event":"answer","id":12,"ok":true}

# Looked at once: covered, opened, gone; its author keeps nothing of it.
alice types {"do":"send","to":"bob","text":"the key is under the mat","once":true,"id":13}
alice sees {"event":"sent","with":"bob"*}
bob sees {"event":"message","with":"alice"*"text":null*"once":"covered"*}
= ONCE number
bob types {"do":"reveal","to":"alice","message":$ONCE,"id":14}
bob sees {"event":"answer","id":14,"ok":true,"text":"the key is under the mat"}
bob types {"do":"reveal","to":"alice","message":$ONCE,"id":15}
bob sees {"event":"answer","id":15,"ok":false,"why":"already-opened"*}
bob types {"do":"delete","to":"alice","message":$ONCE,"forEveryone":false,"id":16}
bob sees {"event":"gone","with":"alice","number":$ONCE}
attacker does not read 'the key is under the mat'

alice stops
bob stops
carol stops
$ bob ebb chats
~ mentions you
$ alice ebb send @bob 'the door is open'
| Sent.
$ bob ebb read @alice
~ @alice: the door is open
$ bob ebb forward @alice 99 @carol
! There is no such message, or it is gone, or it is not yours.
