# Programs talk through `ebb run`: JSON lines both ways. Both clocks run out before their eyes.

server starts
$ alice ebb join $INVITE --name alice
~ You are @alice
$ alice ebb --json invite
= LINK link
$ bob ebb join $LINK --name bob
~ You are @bob

in another terminal alice runs
alice sees {"event":"ready","name":"alice"}
alice sees {"event":"caught-up"}
in another terminal bob runs
bob sees {"event":"ready","name":"bob"}
bob sees {"event":"caught-up"}

# A message, and an answer to it.
alice types {"do":"send","to":"@bob","text":"Is anybody there?","id":1}
alice sees {"event":"answer","id":1,"ok":true,"conversation":1,"message":1}
alice sees {"event":"sent","with":"bob","number":1}
bob sees {"event":"message","with":"alice","number":1,"from":"alice","mine":false,"state":"received","text":"Is anybody there?"*}
bob types {"do":"send","to":"alice","text":"A machine.","replyTo":1,"id":"two"}
bob sees {"event":"answer","id":"two","ok":true,"conversation":1,"message":*}
= REPLY message
bob sees {"event":"sent","with":"alice","number":$REPLY}
alice sees {"event":"message","with":"bob"*"text":"A machine.","replyTo":1*}

# Deleted for everyone: gone on both sides.
alice types {"do":"send","to":"bob","text":"I never said this","id":3}
alice sees {"event":"sent","with":"bob"*}
= MINE number
bob sees {"event":"message","with":"alice"*"I never said this"*}
= THEIRS number
alice types {"do":"delete","to":"bob","message":$MINE,"forEveryone":true,"id":4}
alice sees {"event":"answer","id":4,"ok":true}
bob sees {"event":"gone","with":"alice","number":$THEIRS}
bob types {"do":"read","to":"alice","id":5}
bob sees {"event":"answer","id":5,"ok":true,"messages":[{"number":1,*"text":"Is anybody there?"*},{"number":$REPLY,*"text":"A machine."*}]}
attacker does not read 'I never said this'

# Only one's own can be taken back.
bob types {"do":"delete","to":"alice","message":1,"forEveryone":true,"id":6}
bob sees {"event":"answer","id":6,"ok":false,"why":"unknown-message","line":"There is no such message, or it is gone, or it is not yours."}

# Five seconds from sending, on both sides, while both are running.
alice types {"do":"send","to":"bob","text":"a mayfly","ceiling":"5s","id":7}
alice sees {"event":"sent","with":"bob","number":*}
bob sees {"event":"message","with":"alice"*"text":"a mayfly"*}
attacker reads 'a mayfly'
alice sees {"event":"gone","with":"bob"*}
bob sees {"event":"gone","with":"alice"*}
attacker does not read 'a mayfly'

# Three seconds from reading: the sender's copy counts as read when sent, the receiver's when it is seen.
alice types {"do":"send","to":"bob","text":"read me once","afterRead":"3s","id":8}
alice sees {"event":"sent","with":"bob","number":*}
bob sees {"event":"message","with":"alice"*"text":"read me once"*}
= ONCE number
alice sees {"event":"gone","with":"bob"*}
wait 2
attacker reads 'read me once'
bob types {"do":"seen","to":"alice","messages":[$ONCE],"id":9}
bob sees {"event":"answer","id":9,"ok":true}
bob sees {"event":"gone","with":"alice","number":$ONCE}
attacker does not read 'read me once'

# Both clocks of the conversation change for both.
bob types {"do":"timer","to":"alice","ceiling":"1d","afterRead":"1h","id":10}
bob sees {"event":"answer","id":10,"ok":true}
alice sees {"event":"timer","with":"bob","ceiling":86400,"afterRead":3600}

# The server goes away and comes back; what was written meanwhile goes out by itself.
server stops
alice sees {"event":"offline"}
alice types {"do":"send","to":"bob","text":"into the dark","id":11}
alice sees {"event":"answer","id":11,"ok":true*}
server starts
alice sees {"event":"sent","with":"bob"*}
bob sees {"event":"message","with":"alice"*"text":"into the dark"*}

# What is no command is refused, and the program goes on.
alice types not json
alice sees {"event":"answer","id":null,"ok":false,"why":"bad-command"*}
alice types {"do":"dance","id":12}
alice sees {"event":"answer","id":12,"ok":false,"why":"bad-command","line":"This is not a command. Use send, forward, read, save, seen, edit, react, poll, vote, close, pin, reveal, delete, timer, invite, create, add, remove, appoint, link, decide, look, knock, introduce, introduction, receipts, info, typing, writing or leave."}
alice types {"do":"send","to":"bob","text":"x","ceiling":"soon","id":13}
alice sees {"event":"answer","id":13,"ok":false,"why":"bad-clock"*}
alice types null
alice sees {"event":"answer","id":null,"ok":false,"why":"bad-command"*}
alice types {"do":"read","to":"nobody","id":14}
alice sees {"event":"answer","id":14,"ok":false,"why":"unknown-conversation"*}
alice types {"do":"invite","id":15}
alice sees {"event":"answer","id":15,"ok":true,"link":"http://127.0.0.1:*/i#*"}

# A person can watch what programs say.
alice stops
in another terminal alice watches
bob types {"do":"send","to":"alice","text":"for your eyes","id":16}
alice sees *@bob: for your eyes*
alice stops
bob stops
