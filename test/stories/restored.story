# Two people and a group talk. The server is backed up, its disk is lost, and it comes back from the backup.

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
$ alice ebb send @bob 'Are you there?'
| Sent.
$ bob ebb read @alice
~ @alice: Are you there?
$ bob ebb send @alice 'I am'
| Sent.
$ alice ebb group create Newsroom @bob @carol
~ Newsroom
$ alice ebb send '#Newsroom' 'Welcome, all'
| Sent.
$ bob ebb read '#Newsroom'
~ @alice: Welcome, all
$ carol ebb read '#Newsroom'
~ @alice: Welcome, all
in another terminal alice runs
alice sees {"event":"caught-up"}
in another terminal bob runs
bob sees {"event":"caught-up"}

# While somebody is sending. One of them ends in some seconds.
alice types {"do":"send","to":"bob","text":"while it is backed up","id":1}
alice types {"do":"send","to":"bob","text":"a mayfly","ceiling":"8s","id":2}
bob sees {"event":"message","with":"alice"*"text":"a mayfly"*}
attacker reads 'a mayfly'
server is backed up
alice types {"do":"send","to":"bob","text":"after the backup","id":3}
bob sees {"event":"message","with":"alice"*"text":"after the backup"*}
bob stops
alice types {"do":"send","to":"bob","text":"nobody has fetched this","id":4}
alice sees {"event":"sent","with":"bob"*}
alice types {"do":"send","to":"#Newsroom","text":"nor this","id":5}
alice sees {"event":"answer","id":5,"ok":true*}
alice sees {"event":"sent","with":"#*}

server is lost
wait 8
server is restored
alice sees {"event":"message","with":"bob"*restored*}
in another terminal bob runs
bob sees {"event":"message","with":"alice"*restored*}
bob sees {"event":"message","with":"alice"*"text":"nobody has fetched this"*}
bob types {"do":"send","to":"alice","text":"on we go","id":6}
alice sees {"event":"message","with":"bob"*"text":"on we go"*}
alice types {"do":"send","to":"bob","text":"so we do","id":7}
bob sees {"event":"message","with":"alice"*"text":"so we do"*}

# What ended meanwhile comes back nowhere; everything else stands once.
bob types {"do":"read","to":"alice","id":8}
bob sees {"event":"answer","id":8,"ok":true,"messages":[*"Are you there?"*"while it is backed up"*"after the backup"*"nobody has fetched this"*"so we do"*]}
attacker does not read 'a mayfly'

# The group goes on, too.
alice types {"do":"send","to":"#Newsroom","text":"and so do we all","id":9}
bob sees {"event":"message","with":"#*"text":"and so do we all"*}
bob stops
$ bob ebb read '#Newsroom'
~ The server was restored from a backup. This conversation goes on in a new channel.
~ @alice: nor this
~ @alice: and so do we all
alice stops
