/** 1,024 German words without umlauts, so that every keyboard has them: 10 bits each. */
export const german = `
abend abteil acker adler affe ahorn akte alarm album algen ampel ananas angel angler anker anzug apfel april arena arm
armband artikel arzt asche ast atem atlas auge august aula auster auto axt bach backofen bad badehose bahn bahnhof
balken balkon ball ballett banane band bank bart basar batterie bauer baum beere beet beil berg bericht bernstein
besen besteck besuch bett beutel biber biene bier bild birke birne biss blatt blech blei blick blitz block blume bluse
blut boden bogen bohne bohrer boje boot bord braten brauch brei brett brezel brief brille brise brot bruder brunnen
bug bund burg bus busch butter dach dachs damm dampf daumen decke degen delfin diamant dieb diele diener distel docht
dogge dohle dolch donner dorf dorn drache draht drossel duft dung dunst durst ebbe ebene eber echo ecke efeu eiche
eidechse eimer eis eisen elch elefant elfe elle elster engel enkel ente erbe erbse erde erle ernte esche esel essig
eule fabel fabrik fackel faden fahne fahrrad falke falle falter familie fasan fass faust feder fee feier feige feile
fell felsen fenchel fenster ferien ferse fest feuer fichte figur film filter filz finger fink fisch flagge flamme
flasche fleck fliege flocke floss flote flug flur fluss flut fohlen folie forelle forscher foto frage frau freund
friede frist frosch frost frucht fuchs funke furche fuss futter gabel galerie gans garage garn garten gast gebirge
gedicht gefieder gehege geige gelenk gerste geruch gesang geschenk gesicht gewitter gewand gipfel gitarre gitter glanz
glas glocke glut gold golf gondel graben gras grat graupe grenze griff grille grotte gruss gulasch gummi gurke gurt
hafen hafer hagel hahn hai haken hals halt hammer hamster hand handschuh hanf hase hasel haube haus haut hebel hecht
hecke heft heide heim heizung held helm hemd henne herbst herd hering herr herz heu hilfe himbeere himmel hirsch hirse
hirte hitze hobel honig horn hose hotel hummel hummer hund hunger hupe hut igel iltis imker imbiss indigo insekt insel
instrument iris jacht jacke jaguar januar jasmin jubel jugend juli junge juni juwel kabel kachel kaffee kahn kajak
kakao kaktus kalender kalk kamel kamera kamin kamm kanal kanne kante kanu kapelle kappe kapsel karaffe karo karotte
karpfen karren karte kasse kasten kater katze kauz kegel kehle keks kelch keller kellner kerze kern kessel kette
kiefer kiel kies kino kirche kirsche kissen kiste kiwi klammer klang klasse klaue klavier klee kleid kleister klette
klinge klinke klippe kloster knabe knall knebel knie knospe knoten kobold koch koffer kohl kohle komet kompass komma
konzert kopf korb kordel korn koralle kragen kralle kran kranich kranz krater kraut kreide kreis kreuz krokus krone
krug krume kruste kuchen kuckuck kufe kugel kuh kumpel kunst kupfer kuppel kurbel kurve kutsche labor lachs laden
lager lagune laken lama lamm lampe land lappen larve laser laterne laub laube lauch lauf lawine leber leder lehm
lehrer leim leine leinen lerche lesung leuchte licht lied lilie limette linde lineal linie linse lippe liste locke
loch lohn lorbeer lotse lotus luchs luft lunge lupe lyrik made magen magie magnet mai mais makrele malve mandel mango
mann mantel mappe marder marke markt marmor marsch masche maschine mast mathe matte maulwurf maurer maus meer mehl
meile meise melodie melone mensch messe messer metall meter miene miete milch minute minze mispel mitte mixer mohn
molch monat mond moor moos morgen motor motte mowe mulde mund murmel museum musik muskel mutter nabe nabel nacht nadel
nagel name narzisse nase nashorn natter natur nebel neffe nelke nerv nerz nessel nest netz nickel niere nische nixe
nonne norden note notiz nougat november nudel nuss oase obst ochse ofen ohr oktober olive onkel oper opal orange
orchidee orden ordner orgel orkan osten otter paar packung paddel paket palast palme panda panther papagei papier
pappel paprika parade park partner pass pastete pate patent pauke pause pelikan pelz pendel perle pfad pfahl pfanne
pfarrer pfau pfeffer pfeife pfeil pferd pflanze pflaume pfote pforte pilot pilz pinguin pinie pinsel pirat pirol pizza
plakat planet planke plastik platane platte platz podium pokal pol polster pony portal post prinz probe profil prosa
puder pudel pulli puls pult pumpe punkt puppe puzzle quader qualle quark quarz quelle quirl quitte rabe rad radar
radio rahm rahmen rakete rampe rand ranke ranzen rappe rasen rassel raster rat rauch raum raupe rebe rechen regal
regen regie reiher reim reis reise reiter rekord rente retter revier rezept rhabarber rhythmus riegel riemen riese
riff rille rind rinde ring rippe ritter robbe rock roggen rohr rolle roman rose rost rubin rucksack ruder ruhe rumpf
runde sack saft sage sahne saite salat salbe salbei salz samen samt sand sandale sattel satz saum sauna schach schaf
schal schale schall schanze schatten schatz schaum schere scherz scheune schicht schiene schiff schild schilf schinken
schirm schlaf schlange schlitten schloss schmied schnabel schnee schnur schrank schraube schritt schublade schuh
schule schuppe schwamm schwan schwert schwester see seele segel sehne seide seife seil seite sekt sekunde semmel senf
sense sessel sichel sieb sieg silber silo sims sinn sirup sitz skat skizze smaragd socke sofa sohle sohn sommer sonne
span spargel spatz specht speer speiche spender sperling spiegel spiel spinat spinne sport spross spule spur stab
stadt stahl stall stamm stange star statue staub stein steppe stern steuer stich stiefel stiel stier stift stille
stimme stirn stock stoff stollen stolz storch strahl strand strauch strauss strudel strumpf stube stufe stuhl stunde
sturm suche sumpf suppe tafel tag takt tal talent taler tanne tante tanz tapete tasche tasse tatze taube taucher
tausch tee teich teig telefon teller tempel tennis teppich termin terrasse theater thema thron tiefe tiger tinte tisch
titel tochter toast tomate topf tor torte traktor traube traum treppe treue trommel tropfen truhe tuch tulpe tunnel
turm tusche ufer uhr uhu ulme umhang umzug unke urlaub vase vater veilchen ventil verein vers vetter video vieh vogel
vorhang vulkan waage wache wachs wade waffel wagen wal wald walnuss walzer wand wange wappen wasser watte weber wecker
weg weide wein weizen welle welt werft werk wespe wette wetter wiege wiese wind winkel winter wirbel wirt wissen woche
wolf wolke wolle wort wunder wunsch wurm wurst wurzel zahl zahn zange zapfen zaun zebra zeder zehe zeile zeit zelt
zentrum zettel ziege
`
  .trim()
  .split(/\s+/)
