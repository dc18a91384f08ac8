//! Words that tell what stands around them, in the languages of the field.

/// The classes of words, each a bit.
pub(super) mod class {
    pub(in crate::label) const MONTH: u32 = 1;
    pub(in crate::label) const PARTICLE: u32 = 1 << 1;
    pub(in crate::label) const PRESS: u32 = 1 << 2;
    pub(in crate::label) const TOWN: u32 = 1 << 3;
    pub(in crate::label) const JOURNAL: u32 = 1 << 4;
    pub(in crate::label) const WITHIN: u32 = 1 << 5;
    pub(in crate::label) const PAGE: u32 = 1 << 6;
    pub(in crate::label) const VOLUME: u32 = 1 << 7;
    pub(in crate::label) const ISSUE: u32 = 1 << 8;
    pub(in crate::label) const EDITION: u32 = 1 << 9;
    pub(in crate::label) const EDITOR: u32 = 1 << 10;
    pub(in crate::label) const TRANSLATOR: u32 = 1 << 11;
    pub(in crate::label) const AND: u32 = 1 << 12;
    pub(in crate::label) const BACK: u32 = 1 << 13;
    pub(in crate::label) const LEAD: u32 = 1 << 14;
    pub(in crate::label) const GIVEN: u32 = 1 << 15;
    pub(in crate::label) const SERIES: u32 = 1 << 16;
    pub(in crate::label) const GENRE: u32 = 1 << 17;
    pub(in crate::label) const ACCESS: u32 = 1 << 18;
    pub(in crate::label) const LAW: u32 = 1 << 19;
    pub(in crate::label) const ARCHIVE: u32 = 1 << 20;
    pub(in crate::label) const BODY: u32 = 1 << 21;
    pub(in crate::label) const PART: u32 = 1 << 22;
    pub(in crate::label) const ARTICLE: u32 = 1 << 23;
    pub(in crate::label) const COUNTRY: u32 = 1 << 24;
    /// Of sentences, not of references; only the model of the borders looks at it.
    pub(in crate::label) const PROSE: u32 = 1 << 25;
}

use class::{
    ACCESS, AND, ARCHIVE, ARTICLE, BACK, BODY, COUNTRY, EDITION, EDITOR, GENRE, GIVEN, ISSUE, JOURNAL, LAW,
    LEAD, MONTH, PAGE, PART, PARTICLE, PRESS, PROSE, SERIES, TOWN, TRANSLATOR, VOLUME, WITHIN,
};

/// Lists of words in small letters, by class; a word may stand in several.
pub(super) const WORDS: &[(u32, &str)] = &[
    (
        MONTH,
        "january february march april may june july august september october november december jan feb mar apr \
         jun jul aug sep sept oct nov dec spring summer autumn fall winter \
         januar jänner februar märz mai juni juli oktober dezember okt dez frühjahr herbst sommer \
         janvier février mars avril juin juillet août septembre octobre novembre décembre printemps été automne hiver \
         enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre \
         gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre dicembre gen genn febbr magg giu lug ago set ott dic \
         janeiro fevereiro março maio junho julho setembro outubro novembro dezembro \
         januari februari maart mei augustus \
         января февраля марта апреля мая июня июля августа сентября октября ноября декабря январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    ),
    (
        PARTICLE,
        "von van der den de del della delle dello degli dei di da dal dalla dos das do du la le les ten ter te zu zum zur af av al el \
         bin ibn ben bint vom dem y e los st saint san santa d' o' mac mc fitz jr sr iii",
    ),
    (
        PRESS,
        "press publisher publishers publishing publications books verlag verlagsgesellschaft presses éditions editions édition \
         editore editrice editori edizioni edizione libreria tipografia tip stamperia editorial ediciones editora uitgeverij \
         издательство изд наука university universität université università universidad universidade universiteit univ \
         sons co inc ltd gmbh kg bros brothers house company & elsevier springer wiley routledge blackwell suhrkamp beck mohr \
         siebeck nomos gruyter brill clarendon knopf norton penguin macmillan palgrave sage gallimard seuil puf cnrs fayard \
         flammarion armand colin dalloz larcier bruylant einaudi laterza olschki mondadori feltrinelli mulino electa bulzoni \
         rizzoli sansoni bompiani zanichelli giuffrè marsilio cacucci hart butterworths sweet maxwell lexisnexis carswell \
         mcgraw-hill academic westdeutscher luchterhand steiner vandenhoeck ruprecht campus fischer rowohlt reclam böhlau \
         duncker humblot peeters droz vrin minuit champion picard nijhoff almedina aranzadi tecnos cátedra istituto",
    ),
    (
        TOWN,
        "london paris berlin wien vienna münchen munich frankfurt leipzig hamburg köln cologne stuttgart tübingen göttingen \
         heidelberg freiburg bonn mainz köln opladen wiesbaden darmstadt neuwied weimar jena halle bern basel zürich zurich genève geneva lausanne \
         new york boston cambridge oxford chicago philadelphia baltimore princeton berkeley stanford washington ithaca \
         bloomington durham chapel toronto montréal montreal ottawa vancouver edinburgh glasgow manchester dublin sydney melbourne canberra \
         roma rome milano milan firenze florence venezia venice venetiis torino turin napoli naples bologna padova verona vicenza \
         treviso udine trieste bari palermo genova pisa modena ferrara brescia bergamo belluno rovigo feltre bassano mantova parma ravenna siena urbino \
         lyon strasbourg toulouse bordeaux marseille bruxelles brussels leuven louvain liège gent amsterdam leiden rotterdam \
         den haag hague utrecht antwerpen madrid barcelona sevilla valencia salamanca granada lisboa lisbon porto coimbra \
         rio janeiro são paulo méxico mexico buenos aires bogotá москва м санкт-петербург ленинград спб киев moscow warszawa kraków \
         praha budapest wrocław stockholm uppsala copenhagen københavn oslo helsinki athens istanbul jerusalem tokyo beijing delhi \
         los angeles francisco hoboken aldershot farnham basingstoke houndmills englewood cliffs thousand oaks notre dame haven",
    ),
    (
        COUNTRY,
        "usa uk u.k u.s england france germany deutschland italia italy españa spain canada australia ma nj ny ca conn mass pa md va calif \
         il mn wi tx ont qc nsw vic qld tas wa sa n.s.w cwth n.z u.k europe india china japan ireland scotland",
    ),
    (
        JOURNAL,
        "journal review quarterly annals bulletin magazine proceedings transactions archives archive gazette times post news newspaper \
         herald tribune guardian observer letters studies acta annual yearbook advances monthly weekly daily today society notes reports \
         zeitschrift jahrbuch jahrbücher archiv blätter zeitung rundschau beiträge mitteilungen anzeiger vierteljahrschrift monatshefte \
         revue annales cahiers bulletin gazette monde mémoires recueil \
         rivista archivio annali bollettino quaderni giornale gazzetta atti memorie studi rassegna nuova ateneo arte saggi \
         revista anales boletín cuadernos diario país anuario estudos cadernos \
         tijdschrift jaarboek \
         вестник журнал вопросы известия газета труды записки \
         j rev proc phys lett math soc amer biol chem med sci ann arch bull int am trans appl quart z zs jb jahrb",
    ),
    (WITHIN, "in dans en nel nella nell' nello a cura из в apud sous within aus"),
    (
        PAGE,
        "p pp page pages pg s seite seiten pag pagg págs pág páginas pages c стр с blz bl f ff fol foll at col coll",
    ),
    (
        VOLUME,
        "vol vols volume volumes voi voli v bd bde band bände t tome tomes tomo tom tomi т том jg jahrgang deel vo",
    ),
    (ISSUE, "no nos nr number num n nº n° № issue heft h numéro numero número fasc fascicolo hft nummer iss"),
    (
        EDITION,
        "ed edn edition editions aufl auflage éd édition ediz edición ediç herdruk изд rev revised reprint reprinted repr nachdruck \
         ristampa rist erw überarb neu bearb 2nd 3rd 4th 1st 5th 6th 7th second third fourth fifth",
    ),
    (
        EDITOR,
        "ed eds edited editor editors hrsg hg hgg herausgegeben herausgeber éd éds dir dirs direction coord coords coordinador \
         cura curatore org orgs organizador red ред под comp compiled compiler sous éditeur onder",
    ),
    (
        TRANSLATOR,
        "trans translated translator translation übers übersetzt übersetzung trad traduit traduction traduzione traducción tr transl \
         vertaald пер перевод",
    ),
    (AND, "and und et y e & en и with mit avec con"),
    (
        BACK,
        "ibid ibidem ib id idem eadem op cit loc supra infra ebd ebenda ebda a.a.o ivi там же указ соч ders dies above passim note n fn anm \
         art anm.",
    ),
    (
        LEAD,
        "see also cf compare but e.g eg vgl siehe auch dazu voir aussi véase vedi cfr quoted cited zit zitiert nach cité accord contra \
         generally contrast for example ebenso ähnlich dagegen ferner etwa insbesondere zie vide ver смотри см",
    ),
    (
        GIVEN,
        "john james robert michael william david richard charles joseph thomas daniel paul mark donald george kenneth steven edward brian \
         ronald anthony kevin jason matthew gary timothy jose larry jeffrey frank scott eric stephen andrew raymond gregory joshua jerry dennis \
         walter patrick peter harold douglas henry carl arthur ryan roger mary patricia linda barbara elizabeth jennifer maria susan margaret \
         dorothy lisa nancy karen betty helen sandra donna carol ruth sharon michelle laura sarah kimberly jessica anna ann martha catherine \
         hans klaus jürgen wolfgang günter horst karl heinz peter dieter manfred uwe werner helmut gerhard bernd rainer rolf heinrich friedrich \
         wilhelm ernst otto franz josef johann georg ludwig max fritz erhard udo niklas christian ulrich thomas andreas stefan martin matthias \
         ursula monika petra elisabeth sabine renate helga karin brigitte ingrid erika gisela christa anke katja \
         jean pierre michel andré philippe rené louis alain jacques bernard marcel daniel roger robert claude henri françois georges gérard \
         marie jeanne françoise monique catherine nathalie isabelle jacqueline anne sylvie martine \
         giuseppe giovanni antonio mario luigi francesco angelo vincenzo pietro salvatore carlo franco domenico bruno paolo michele giorgio \
         aldo sergio luciano marino lionello roberto rodolfo gino manlio alvise marco lorenzo bartolomeo jacopo alessandro andrea anna maria \
         josé antonio manuel francisco juan luis jesús miguel pedro ángel alejandro fernando jorge alberto rafael ramón joão carlos paulo \
         jan piet hendrik willem cornelis kees иван александр сергей владимир николай",
    ),
    (
        SERIES,
        "series serie serien reihe collection coll collana collezione colección schriften schriftenreihe studien beihefte lecture notes monographs ser n.s fonti",
    ),
    (
        GENRE,
        "thesis dissertation diss phd ph.d doctoral master's habil habilitation unpublished manuscript typescript report paper working memo \
         memorandum discussion thèse tesi tesis proefschrift diplomarbeit review interview catalogo mostra atti convegno preprint \
         unpubl forthcoming mimeo conference congress symposium workshop dvd film directed technical",
    ),
    (
        ACCESS,
        "accessed retrieved visited viewed available online zugriff abgerufen abrufbar zuletzt consulté consultado consultato besucht geraadpleegd \
         обращения дата last modified updated url http https www doi",
    ),
    (
        LAW,
        "v vs act acts code bill statute court supreme appeal ex parte gesetz verordnung urteil beschluss bverfg bgh bverfge bghz bvwerg olg \
         lg ag eugh loi décret arrêt cass cour conseil directive regulation treaty convention amendment re scc scr qb ac kb wlr all er f.2d f.3d \
         u.s nswlr clr alr onca bcca cth vic qld njw rgbl bgbl stat usc cfr art article §",
    ),
    (
        ARCHIVE,
        "archivio archives archiv archive asv a.s.v asve biblioteca bibliothèque bibliothek library ms mss cod codex busta b filza reg registro \
         r carte c carta cc notarile senato misti consiglio dieci fonds folder box papers nachlass rg fol recto verso fondo museo correr marciana \
         provveditori collegio savi deliberazioni secreta dispacci testamenti atti procuratori",
    ),
    (
        BODY,
        "ministry department institute institution committee commission council organization organisation association agency office bureau \
         foundation society nations union bank government group collaboration center centre board ministerium bundesministerium institut \
         ministère commission ministero ministerio gesellschaft bundesamt statistisches akademie academy académie accademia comitato",
    ),
    (
        PART,
        "chapter ch chap kapitel kap chapitre cap capitolo capítulo table tab tabelle figure fig abb para paras ¶ § section sec abs rn rdnr rz \
         parte part teil appendix appendice tav tavv anhang annex lib libro liv fn anm note footnote ziff",
    ),
    (
        PROSE,
        "is are was were be been has have had do does did can could may might must shall should will would not i he she it \
         they we you his her their its this these those who whom whose which what when where while although though because \
         if whether there than then such however therefore never argues argued shows showed shown notes noted suggests says \
         said writes wrote makes made gives gave discusses discussed reports describes found owe thank \
         ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte muss müssen soll sollte nicht \
         er sie es wir ich man sich dies dieser diese dieses welche welcher dass daß ob weil wenn obwohl jedoch allerdings \
         dabei damit dafür dort zeigt schreibt nennt sieht meint weist geht kommt gibt bleibt lässt macht handelt betont \
         spricht meinen meiner mir hier \
         est sont était étaient ont avait sera ne pas il elle ils elles nous on ce cette ces qui que dont où si mais ainsi \
         cependant donne montre écrit soutient parle fait peut doit n' qu' c' \
         è sono erano ha hanno aveva non che cui se ma questo questa sostiene scrive può deve \
         es son era eran han había quien pero este sostiene puede debe é são foi não heeft niet dat",
    ),
    (ARTICLE, "the a an der die das ein eine le la les l' un une il lo gli i el los las una o os as het de"),
];

/// What the words are built into at the start of the program: by hash, for look-ups without strings.
pub(super) struct Lexicon {
    slots: Vec<(u64, u32)>,
}

impl Lexicon {
    /// Builds the table, a few thousand words.
    pub(super) fn build() -> Self {
        let mut lexicon = Self { slots: vec![(0, 0); 1 << 12] };
        for (class, words) in WORDS {
            for word in words.split_ascii_whitespace() {
                lexicon.add(super::atom::hash_word(word), *class);
            }
        }
        lexicon
    }

    fn add(&mut self, key: u64, class: u32) {
        let slot = self.slot(key);
        if let Some((held, classes)) = self.slots.get_mut(slot) {
            *held = key;
            *classes |= class;
        }
    }

    /// The classes of the word of this hash.
    pub(super) fn classes(&self, key: u64) -> u32 {
        self.slots.get(self.slot(key)).map_or(0, |(_, classes)| *classes)
    }

    /// Where a key is, or would be.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (key >> 20) as usize & mask;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexicon, WORDS, class};
    use crate::label::atom::hash_word;

    #[test]
    fn words_keep_all_their_classes() {
        let lexicon = Lexicon::build();
        assert_eq!(lexicon.classes(hash_word("ed")), class::EDITION | class::EDITOR);
        assert_eq!(lexicon.classes(hash_word("märz")), class::MONTH);
        assert_eq!(lexicon.classes(hash_word("salt")), 0);
    }

    #[test]
    fn the_table_stays_sparse() {
        let words: std::collections::BTreeSet<&str> =
            WORDS.iter().flat_map(|(_, words)| words.split_ascii_whitespace()).collect();
        assert!(words.len() < 2_400, "{} words in 4,096 slots", words.len());
    }
}
