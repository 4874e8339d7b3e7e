/** 1,024 English words: 10 bits each. */
export const english = `
acid acorn actor adult agent album alley almond anchor angle animal answer apple apron arch arena armor arrow artist
atlas atom attic aunt autumn award baby bacon badge bag bagel baker balcony ball bamboo banana band banjo bank banner
barber bark barn barrel basil basin basket bat bath bay beach bead beam bean bear beard beast beaver bed bee beef beer
beet bell belt bench berry bike bird biscuit bishop bison black blade blanket blaze block blossom blouse blue board
boat body bolt bone bonfire boot border bottle bottom boulder bow bowl box boy bracket brain brake branch brass bread
breeze brick bride bridge broom brother brown brush bubble bucket buckle bud buffalo bulb bull bundle bunker burger
burrow bus bush butter button cabbage cabin cable cactus cage cake calf camel camera camp canal candle candy cannon
canoe canvas canyon cape captain car caramel card cargo carpet carrot cart castle cat cattle cave cedar cellar cement
center chain chair chalk chapel charm cheek cheese chef cherry chess chest chicken child chimney chin church cider
cinema circle circus citizen city clam clay clerk cliff clock cloth cloud clover clown club coach coal coast cobra
cocoa coconut code coffee coin collar college colony color column comb comet comic compass concert cook copper coral
cord cork corn corner cotton couch cougar council country cousin cow coyote crab cradle crane crater crayon cream
creek crew cricket crop cross crow crowd crown crumb crust crystal cube cuckoo cup curb curtain curve cushion cycle
daisy dam dance dancer dawn day deck deer delta den dentist desert desk dessert dew dial diamond diary dice diet
dinner dirt dish dock doctor dog doll dollar dolphin domino donkey door dot dove dough dragon drain drawer dream dress
drill drink driver drop drum duck dune dust eagle ear earth easel east echo eel egg elbow elder elm ember emerald
empire engine entry equator eraser event eye fabric face factory fair falcon family fan farm farmer father faucet
feast feather fence fern ferry festival fiber fiddle field fig film filter finger fire fish fist flag flame flash
flask fleet flock flood floor flower flute foam fog folder food foot forest fork fort fossil fountain fox frame
freezer friend frog frost fruit fuel funnel fur gallery galaxy game garage garden garlic gas gate gear gecko gem ghost
giant gift ginger giraffe girl glacier glass globe glove glow glue goat goblet gold golf goose gorilla grain grandma
granite grape graph grass gravel gravy green grill grocer group guard guest guide guitar gulf gum guppy gym hail hall
ham hammer hammock hamster hand handle harbor hare harp hat hawk hay hazel head heart heater heaven hedge heel helmet
hen herb herd heron hill hinge hippo history hobby hockey holiday hollow home honey hood hoof hook hope horizon horn
horse hose hotel hour house hunter hut ice icon igloo inch ink inn insect iron island ivory ivy jacket jaguar jam jar
jaw jazz jeans jelly jewel joke journal journey judge jug juice jungle jury kayak kettle kid kidney king kiosk kitchen
kite kitten kiwi knee knight knot koala label lace ladder lady lagoon lake lamb lamp lane lantern lark laser lasso
lava lawn lawyer layer leader leaf leather legend lemon lens leopard letter lettuce lever library lid light lily lime
line linen lion lip lizard llama loaf lobby lobster lock locket lollipop loom lotus lounge lumber lunch lung lynx
lyric machine magnet magpie mall mammoth mango map maple marble march margin market mask mast mat match meadow meal
medal melody melon memory menu mermaid metal meteor metro mile milk mill mimosa mineral minute mirror mist mitten
model mole moment monkey month moon moose morning mosaic moss moth mother motor mountain mouse mouth movie mud muffin
mug mule museum music mustard myth nail name napkin navy neck needle nephew nest net nettle nickel night noodle noon
north nose novel number nurse nut oak oasis oat ocean octopus office oil olive onion opal opera orange orbit orchard
orchid organ ostrich otter oven owl owner oxygen oyster pad paddle paint palace palm pan panda panel panther paper
parade parcel parent park parrot parsley party pasta path patio paw peach peak peanut pearl pebble pedal peg pelican
pen pencil penguin people pepper person petal phone photo piano pickle picnic picture pie pier pig pigeon pillow pilot
pin pine pink pipe pirate pistachio pitcher pizza planet plank plant plate plaza plow plum plumber pocket poem poet
pole police pond pony pool poppy porch pot potato pottery powder prairie present prince print prize problem puddle
puffin pulse puma pump pumpkin pupil puppet puppy purple purse puzzle pyramid quail quarry quartz queen quilt quince
rabbit raccoon race radar radio radish raft rail rain rainbow raisin ranch raven razor recipe red reef region rhino
rhythm ribbon rice rider ridge ring ripple river road robin robot rocket roof room root rope rose ruby rudder rug
ruler saddle safari sage salad salmon salt sand sandal satin sausage saw scale scarf school science scooter scout
screen screw sea seal season seat seed shadow shark sheep shelf shell shelter sheriff shield ship shirt shoe shop
shore shovel shower shrimp silk silver singer siren sister skate ski skirt sky sled sleeve slice slipper slope smile
smoke snack snail snake snow soap soccer sock soda sofa soil soldier soup south spark sparrow spear spice spider
spinach spiral sponge spoon spring square squid stable stadium stage stair stamp star station statue steak steam steel
stem stick stone stool stork storm story stove straw stream street string stripe studio sugar suit summer summit sun
sunset surf swan sweater swing sword syrup table tail tailor tango tank tape target tea teacher team tempest temple
tennis tent thimble thorn thread throat throne thumb thunder ticket tiger tile timber toast toffee tomato tongue tool
tooth torch tortoise towel tower town toy track tractor trail train tray treasure tree triangle tribe truck trumpet
trunk tuba tulip tuna tunnel turban turkey turnip turtle tutor twig uncle unicorn uniform valley vase vault velvet
vessel village vine violet violin visitor voice volcano waffle wagon waiter wall walnut walrus waltz wasp watch water
wave wax web wedding well west whale wheat wheel whisper
`
  .trim()
  .split(/\s+/)
