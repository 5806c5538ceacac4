"""Words that say the same: short forms of given names, legal forms and abbreviations of organisations, streets.

Tables of words only. They are written as text, one group a line, so that a reader can check and add.
"""


def _words(text):
    return frozenset(text.split())



# formal name: short forms and spellings of it. A short form may belong to several names (Pat, Chris, Alex).
_GIVEN = '''
abigail: abby abbie gail
abraham: abe bram
adelaide: addie ada heidi
adalbert: bert
adolf: adi
agnes: aggie nessa
albert: al bert bertie albrecht
alberto: beto tito
alejandro: alex ale
alexander: alex al alec sandy xander sasha lex alexandre alessandro aleksander
alexandra: alex sandra sasha lexi alexa
alfred: al alf alfie fred freddie alfredo
alice: ali allie alicia
alison: ali allie
amanda: mandy
andrew: andy drew andreas andre andrea andres andrej
angela: angie angelika
ann: anna anne annie nan nancy anita annette hannah
anthony: tony anton antoine antonio ant toni
antoinette: toni nettie
antonio: toni tonio tono
archibald: archie
arnold: arnie
arthur: art artie
augustus: gus august
augustin: gus agustin
barbara: barb barbie babs
bartholomew: bart barty
beatrice: bea trixie
belinda: bella linda
benedict: ben benny benedikt
benjamin: ben benny benji
bernard: bernie bernhard
bertha: bert bertie
bertram: bert
bradley: brad
brendan: bren
bridget: biddy bridie brigitte
caroline: carrie caro line carolyn
carlos: carlitos
cassandra: cass cassie
catherine: cathy cath kate katie kitty kay katherine kathryn kathy catharine katharina katarina kathleen
cecilia: cissy celia
charles: charlie chuck chas charley karl carl carlos
charlotte: lottie charlie lotte
christian: chris
christina: chris chrissy tina christine kristina
christine: chris chrissy tina christina
christopher: chris kit topher kris christoph cristobal
clarence: clare
clifford: cliff
concepcion: concha conchita
constance: connie konstanze
consuelo: chelo
cordelia: delia
cornelius: corny neil cor cees
curtis: curt
cynthia: cindy
daniel: dan danny daniele
david: dave davy davie
deborah: deb debbie debra
dennis: denny denis
dolores: lola lolita
dominic: dom nick dominik dominique
donald: don donny donnie
dorothy: dot dottie dolly dory dorothea
douglas: doug
edgar: ed eddie
edmund: ed eddie ned ted edmond
edward: ed eddie ned ted teddy eduard eduardo edouard
edwin: ed eddie
eleanor: ellie nell nelly nora leonora elinor
elizabeth: liz lizzie beth betty bess bessie eliza elsie libby lisa elisabeth elise lisbeth betsy lily
emily: em emmy millie
emma: em emmy
enrique: quique kike
ernest: ernie ernst
esther: essie hester
eugene: gene eugen
evelyn: eve evie
ezekiel: zeke
felicity: fliss
ferdinand: ferdi fernando
florence: flo flossie florrie
frances: fran franny fanny francesca franziska
francis: frank fran francois francesco
francisco: paco pancho curro kiko fran
franklin: frank
franz: franzl
frederick: fred freddie freddy friedrich frederic federico frederik fritz rick
gabriel: gabe gabi
gabriela: gabi
genevieve: gen viv
geoffrey: geoff jeff jeffrey
georg: schorsch
george: georgie georg georges jorge
gerald: gerry jerry
gerard: gerry gerhard gerd
gertrude: trudy gertie gerti
gilbert: gil bert
gregory: greg gregor
guadalupe: lupe
guillermo: memo guille
gwendolyn: gwen wendy
harold: harry hal harald
harriet: hattie
heinrich: heinz heiner hinrich
helen: nell nellie ellen helena helene lena
henry: harry hal hank henri heinrich enrique hendrik
herbert: bert herb
hermann: manni
hubert: hugh bert
humphrey: humph
ignacio: nacho
ignatius: iggy
irene: renie
isaac: ike
isabella: bella izzy isabel isabelle belle
isidore: izzy
jacob: jake jakob jack
jacqueline: jackie jacqui
james: jim jimmy jamie jem jaime
jane: janie jenny jean janet
janet: jan jane
jean: jeannie jeanne
jennifer: jen jenny jenni
jeremy: jerry jem jeremiah
jessica: jess jessie
jesus: chuy
joachim: achim jochen
joan: joanie joanna johanna
joanna: jo joanne johanna
johannes: hans hannes johann jan
john: jack johnny jon jock jan johann juan jean ian sean
jonathan: jon jonny jonty nathan
jose: pepe josep pepito
josefa: pepa
joseph: joe joey josef jos jose giuseppe sepp jo
josephine: jo josie josefine
joshua: josh
judith: judy jude
juan: juanito
julia: julie jules
julian: jules
katherine: kate katie kathy kitty kay catherine kathryn kat
katharina: kathi kaethe katja
kenneth: ken kenny
kimberly: kim kimberley
klaus: nikolaus claus
larry: laurence
laura: laurie
lawrence: larry laurie lars laurence lorenz lorenzo
leonard: len lenny leo leon
leopold: leo poldi
leslie: les lesley
lewis: lew louis
lillian: lily lil lilian
louis: lou louie ludwig luis lewis
louise: lou lulu luise luisa
lucy: lucie lucia lucinda
luis: lucho
madeleine: maddie maddy madeline magdalena
magdalena: lena magda leni
malcolm: mal
manfred: manni
manuel: manolo manny
marcus: mark marc markus marco
margaret: maggie meg peggy marge margie greta daisy meggie margot margarete margarita margaretha rita gretchen
margarete: grete gretel gitta
maria: mary marie mia mitzi maruja mari
marjorie: marge margie
martha: marty patty
martin: marty
mary: molly polly maria marie mamie may
matilda: tilly mattie mathilde
matthew: matt matty mathew matthias matthieu mateo
matthias: matze mathias
maureen: mo
maurice: mo morris moritz
maximilian: max
melissa: mel lissa missy
mercedes: merche
michael: mike mick mickey mikey mitch michel miguel mikael michele misha
michelle: shelly mish
mildred: millie
miriam: mimi mim
mortimer: mort
montague: monty
nancy: nan
natalie: nat nattie
natasha: tasha
nathaniel: nat nate nathan
nathan: nate nat
nicholas: nick nicky nicolas nico nikolaus niklas klaus claus colin
nicole: nicky nikki
norman: norm
olivia: liv livvy ollie
oliver: ollie
oscar: ossie oskar
pamela: pam
patricia: pat patty trish tricia patsy
patrick: pat paddy rick
paul: paulie pablo paolo
penelope: penny
peter: pete petr pierre pedro piet
philip: phil phillip pip philipp
philippa: pippa pip
phyllis: phyl
priscilla: cilla
prudence: prue
rachel: rach rae
raymond: ray
rebecca: becky becca bex
reginald: reg reggie
reinhard: reini
richard: dick rick rich ricky richie ricardo
robert: bob rob bobby robbie bert robin roberto rupert
roderick: rod
rodney: rod
roger: rodge rog
roland: rolly
ronald: ron ronnie ronny
rosario: charo
rosemary: rose rosie
rudolf: rudi rudy rudolph
russell: russ
ruth: ruthie
samantha: sam sammy
samuel: sam sammy
sandra: sandy
santiago: santi
sarah: sally sadie sara sal
sebastian: seb basti bastian
sigmund: sigi siggi
sophia: sophie sofia
stanley: stan
stephanie: steph stefanie stephie
stephen: steve stevie steven stefan steffen etienne esteban stephan
steven: steve stevie stephen
stuart: stu stewart
susan: sue susie suzy suzanne susanne susanna
sylvester: sly
tabitha: tabby
teresa: terry tess tessa theresa therese tere
terence: terry terrence
theodore: ted teddy theo theodor
theresa: terry tess tessa resi teresa
thomas: tom tommy tomas thom
timothy: tim timmy
tobias: toby tobi
ulrich: uli
ursula: uschi
valentine: val
valerie: val
vanessa: nessa
vera: verena
veronica: ronnie vroni veronika
victor: vic viktor
victoria: vicky tori vikki viktoria
vincent: vince vinny vinnie
violet: vi
virginia: ginny ginger
vivian: viv
wallace: wally
walter: wally walt
waldemar: waldi
wilfred: wilf
wilhelm: willi willy helmut
william: bill will billy willie liam wilhelm guillaume willem
winifred: winnie
winston: win
wolfgang: wolf
yolanda: yoli
yvonne: vonnie
zachary: zach zack zak
'''

# Kinds of streets, sides and floors, in the form that is compared.
_STREET = '''
st: street str strasse straat stret
ave: avenue av aven
rd: road
ln: lane
dr: drive drv
ct: court crt
blvd: boulevard boul bd
pl: place platz plaza plz
cres: crescent crsc cr
cct: circuit
cl: close
tce: terrace ter terr
sq: square
hwy: highway
pkwy: parkway pky
gr: grove grv
gdns: gardens gdn garden
pde: parade
cir: circle circ
trl: trail
way: wy
wharf: whf
n: north nord norte
s: south sud sur
e: east ost este
w: west ouest oeste
apt: apartment appartement wohnung
ste: suite
fl: floor etage
bldg: building
ctr: center centre
mt: mount
ft: fort
rte: route
c: calle cl
all: allee
weg: wg
hwy: highway
sr: state
box: bx postfach
'''

# Words of names of organisations in the form that is compared.
_ORGANISATION = '''
association: assn assoc asso assoctn assc verein vereinigung associacion asociacion assocation
foundation: fdn found foundtn fdtn fnd foundati stiftung fundacion fondation
corporation: corp
committee: comm cmte
community: cmnty commun
council: cncl
center: centre ctr cntr
church: ch chr
club: clb
college: coll
company: co
county: cnty
department: dept
development: dev devel
district: dist
education: educ ed
educational: educl
elementary: elem
international: intl internatl int
institute: inst
library: lib libr
memorial: mem meml
ministries: min ministry
museum: mus
national: natl nat
new: nw
organization: org organisation orgn
parent: prnt
parents: prnts
post: pst
program: prog programme
project: proj
research: res
saint: st sankt ste
mount: mt
fort: ft
school: sch schl schule
scholarship: schol
services: svcs serv svc service
social: soc
society: soc societe sociedad gesellschaft ges
student: stud
teacher: tchr
teachers: tchrs
trust: tr trst
trustees: ttees
university: univ universitat universite universidad uni
veterans: vets
volunteer: vol vols
volunteers: vlntrs
american: amer am
auxiliary: aux
brothers: bros
brotherhood: bhd
chapter: chap chpt
department: dept
district: dist
federation: fed
fellowship: flwshp
fire: feuerwehr
friends: frnds freunde
grange: grng
hampshire: hamp
housing: hsg
hospital: hosp
historical: hist histl
league: lg leag
legion: leg
local: loc
lodge: ldg
mutual: mutl
number: no nr num
parish: par
presbyterian: presb
professional: prof
public: pub
regional: reg regl
rescue: resc
square: sq
technology: tech
township: twp
union: un
united: utd
valley: vly
village: vlg vill
women: womens woman
vermont: vt
maine: me
england: eng
'''

LEGAL_FORMS = _words('''
    inc incorporated ltd limited llc llp lp plc gmbh ggmbh ug ag eg ev kg ohg gbr mbh sa sas sarl sasu srl spa sl
    slu sau bv nv ab as asa oy oyj aps kft zrt sro pty cic cio charity the a an of and for und fur et de la le les
    du des der die das y el los las del e en in to at nfp npo ngo asbl vzw corporation company
''')

# Mailboxes of an office: many write from them, so they tell nobody.
OFFICE_MAILBOXES = _words('''
    info office mail email contact contacts kontakt contacto kontor admin administration administrator sekretariat
    secretary secretariat secretaria secretariado sales service support help hello hallo hola bonjour post poczta
    enquiries inquiries enquiry team staff donations donate spenden dons membership members mitglieder adhesions
    volunteers webmaster postmaster noreply no-reply buero verwaltung accueil general reception accounts accounting
    billing finance buchhaltung comptabilite hr jobs press presse events news newsletter
''')


def _table(text):
    return [
        (head.strip(), tail.split())
        for line in text.strip().splitlines() for head, _colon, tail in [line.partition(':')]]


def _formal_names():
    forms = {}
    for formal, shorts in _table(_GIVEN):
        forms.setdefault(formal, []).insert(0, formal)
        for short in shorts:
            forms.setdefault(short, []).append(formal)
    return {word: tuple(dict.fromkeys(names)) for word, names in forms.items()}


def _one_way(text):
    return {word: head for head, words in _table(text) for word in words}


# {given name: the names it may stand for, its own first}
FORMAL_NAMES = _formal_names()
STREET_WORDS = _one_way(_STREET)
ORGANISATION_WORDS = _one_way(_ORGANISATION)
