# Who has it, who has read it, and who is writing: told where all sides want that, in groups too.

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

# Off at first.
$ alice ebb receipts
| Receipts are off.
$ alice ebb receipts on
| Receipts are on: you tell others, and are told.
$ bob ebb receipts on
| Receipts are on: you tell others, and are told.
$ carol ebb receipts maybe
2 *say on or off.

$ alice ebb typing
| Typing notices are off.
$ alice ebb typing on
| Typing notices are on: you tell others, and are told.
$ bob ebb typing on
| Typing notices are on: you tell others, and are told.

in another terminal alice runs
alice sees {"event":"ready","name":"alice"}
in another terminal bob runs
bob sees {"event":"ready","name":"bob"}
in another terminal carol runs
carol sees {"event":"ready","name":"carol"}

alice types {"do":"create","name":"Pier","members":["@bob","@carol"],"id":1}
bob sees {"event":"conversation","with":"#Pier"}
carol sees {"event":"conversation","with":"#Pier"}
bob types {"do":"send","to":"#Pier","text":"here","id":1}
carol types {"do":"send","to":"#Pier","text":"here too","id":1}
carol sees {"event":"sent","with":"#Pier"*}

# Who does not tell is not told.
alice types {"do":"writing","to":"#Pier","id":9}
alice sees {"event":"answer","id":9,"ok":true}
bob sees {"event":"writing","with":"#Pier","name":"alice"}

# Carol has not turned them on.
alice types {"do":"send","to":"#Pier","text":"who is on the pier?","id":2}
alice sees {"event":"answer","id":2,"ok":true*}
= PIER message
bob sees {"event":"message","with":"#Pier"*"who is on the pier?"*}
= BOBS number
carol sees {"event":"message","with":"#Pier"*"who is on the pier?"*}
= CAROLS number
wait 6
alice sees {"event":"receipt","with":"#Pier","number":$PIER}
alice types {"do":"info","to":"#Pier","message":$PIER,"id":3}
alice sees {"event":"answer","id":3,"ok":true,"receipts":{"read":[],"delivered":["bob"],"none":["carol"]}}
carol types {"do":"receipts","on":true,"id":2}
carol sees {"event":"answer","id":2,"ok":true}
carol types {"do":"seen","to":"#Pier","messages":[$CAROLS],"id":3}
bob types {"do":"seen","to":"#Pier","messages":[$BOBS],"id":2}
wait 6
alice sees {"event":"receipt","with":"#Pier","number":$PIER}
alice sees {"event":"receipt","with":"#Pier","number":$PIER}
alice types {"do":"read","to":"#Pier","id":4}
alice sees {"event":"answer","id":4,"ok":true,"messages":[*"state":"read","text":"who is on the pier?"*"receipts":{"of":2,"delivered":2,"read":2}*]}

alice stops
bob stops
carol stops
$ alice ebb read '#Pier'
~ who is on the pier? ✓✓ read
$ alice ebb info '#Pier' $PIER
| Read by: @bob, @carol
$ bob ebb info '#Pier' $BOBS
| Only @alice, who wrote it, is told of it.
$ bob ebb info '#Pier' 99
! There is no such message, or it is gone, or it is not yours.
